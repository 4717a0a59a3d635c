package dev.spinet.bench.suite;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The results of one run, as they go into a file and come out of it.
 *
 * @param environment where and how it ran, see {@link Environment}; empty if nobody knows
 * @param suites the data of each suite by its name, and what a suite has found out on a device
 */
public record ResultDocument(Map<String, Object> environment, Map<String, Object> suites) {

  /** What the member {@code format} says. */
  public static final String FORMAT = "spinet-bench";

  /** Number of the format. It changes when a reader of the old one would misunderstand the new. */
  public static final long VERSION = 1;

  private static final String LEDGER = "ledger";
  private static final String NATIVE = "native";

  /** A member of the bare object of the comparison with C. */
  private static final String BULK_RECV = "bulk_recv";

  /**
   * The document of a run.
   *
   * @param environment where and how it ran
   * @param results what came of it
   * @return the document
   */
  public static ResultDocument of(Map<String, Object> environment, List<SuiteResult> results) {
    var suites = new LinkedHashMap<String, Object>();
    for (var result : results) {
      suites.put(result.suite(), result.data());
      if (!result.device().isEmpty()) {
        suites.put(SuiteResult.deviceKey(result.suite()), result.device());
      }
    }
    return new ResultDocument(environment, suites);
  }

  /**
   * The whole as data.
   *
   * @return a tree of maps, lists, strings and numbers
   */
  public Map<String, Object> tree() {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("format", FORMAT);
    tree.put("version", VERSION);
    tree.put("environment", environment);
    tree.put("suites", suites);
    return tree;
  }

  /**
   * Takes a document from data: a whole one, or what stands for itself on standard output, the
   * array of the ledger and the object of the comparison with C.
   *
   * @param tree the data
   * @return the document
   * @throws IllegalArgumentException if it is something else, or of another version; the message
   *     says what
   */
  public static ResultDocument from(Object tree) {
    if (tree instanceof List<?> rows) {
      return new ResultDocument(Map.of(), Map.of(LEDGER, rows));
    }
    String where = "the document";
    var members = Tree.object(tree, where);
    if (!members.containsKey("format") && members.containsKey(BULK_RECV)) {
      return new ResultDocument(Map.of(), Map.of(NATIVE, tree));
    }
    if (!FORMAT.equals(members.get("format"))) {
      throw new IllegalArgumentException(
          "it is no result of this benchmark: it has no format '%s'".formatted(FORMAT));
    }
    long version = Tree.count(members, "version", where);
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "it has version %d of the format, and this program reads version %d"
              .formatted(version, VERSION));
    }
    return new ResultDocument(
        Tree.object(members.get("environment"), "environment"),
        Tree.object(members.get("suites"), "suites"));
  }
}
