package dev.spinet.docs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The list of the blocks that are not run, docs/not-run.md, each with the reason. */
final class NotRun {

  static final String PAGE = "docs/not-run.md";

  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| \\[?([^\\] |]+\\.md)[^|]*\\| `+ ?(.*?) ?`+ \\| (.+) \\|$");

  private record Row(String page, String begin, String reason) {}

  private final List<Row> rows = new ArrayList<>();
  private final Set<Row> used = new HashSet<>();

  static NotRun read() throws IOException {
    return of(Pages.read(PAGE));
  }

  static NotRun of(String content) {
    var list = new NotRun();
    var matcher = ROW.matcher(content);
    while (matcher.find()) {
      list.rows.add(
          new Row(
              matcher.group(1), matcher.group(2).replace("\\|", "|"), matcher.group(3).strip()));
    }
    return list;
  }

  /** Why a block is not run; empty if it has to be. */
  Optional<String> reason(Block block) {
    for (var row : rows) {
      if (row.page().equals(block.page()) && block.begin().startsWith(row.begin())) {
        used.add(row);
        return Optional.of(row.reason());
      }
    }
    return Optional.empty();
  }

  /** Rows for which no block has been asked. */
  List<String> stale() {
    return rows.stream()
        .filter(row -> !used.contains(row))
        .map(row -> row.page() + ": " + row.begin())
        .toList();
  }
}
