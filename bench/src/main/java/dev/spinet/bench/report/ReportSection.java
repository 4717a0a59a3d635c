package dev.spinet.bench.report;

import java.util.List;

/**
 * One section of the report.
 *
 * @param title its heading
 * @param blocks what is in it, from top to bottom
 */
public record ReportSection(String title, List<Block> blocks) {

  /** Copies the list. */
  public ReportSection {
    blocks = List.copyOf(blocks);
  }
}
