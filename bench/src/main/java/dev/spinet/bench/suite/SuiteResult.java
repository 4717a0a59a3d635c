package dev.spinet.bench.suite;

import dev.spinet.bench.report.ReportSection;
import java.util.List;

/**
 * What a suite hands back.
 *
 * @param suite its name
 * @param data everything that was found out, for programs: a tree of maps with string keys, lists,
 *     strings, booleans and numbers, as it goes into the JSON file
 * @param sections the same for people
 */
public record SuiteResult(String suite, Object data, List<ReportSection> sections) {

  /** Copies the list. */
  public SuiteResult {
    sections = List.copyOf(sections);
  }
}
