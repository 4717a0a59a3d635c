package dev.spinet.bench.suite;

import dev.spinet.bench.report.ReportSection;
import java.util.List;

/**
 * What a suite hands back.
 *
 * @param suite its name
 * @param data everything that was found out, for programs: a tree of maps with string keys, lists,
 *     strings, booleans and numbers, as it goes into the JSON file
 * @param device what was found out on the device at hand besides, beside the suite's own data in
 *     the JSON file, see {@link BenchmarkSuite#deviceMetrics}; empty if there is nothing
 * @param sections the same for people
 */
public record SuiteResult(
    String suite, Object data, List<Object> device, List<ReportSection> sections) {

  private static final String DEVICE = "_device";

  /** Copies the lists. */
  public SuiteResult {
    device = List.copyOf(device);
    sections = List.copyOf(sections);
  }

  /**
   * Without anything from a device.
   *
   * @param suite its name
   * @param data everything that was found out, for programs
   * @param sections the same for people
   */
  public SuiteResult(String suite, Object data, List<ReportSection> sections) {
    this(suite, data, List.of(), sections);
  }

  /**
   * Where the data of the device at hand are among the suites of a document.
   *
   * @param suite the name of the suite
   * @return the name of the member
   */
  public static String deviceKey(String suite) {
    return suite + DEVICE;
  }
}
