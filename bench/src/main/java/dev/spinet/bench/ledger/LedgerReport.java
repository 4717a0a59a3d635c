package dev.spinet.bench.ledger;

import dev.spinet.bench.report.Block;
import dev.spinet.bench.report.ReportSection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The ledger for people. */
final class LedgerReport {

  private LedgerReport() {}

  static List<ReportSection> sections(List<Entry> entries) {
    var rows = new ArrayList<List<String>>();
    for (var entry : entries) {
      var sequence = entry.sequence();
      rows.add(
          List.of(
              entry.operation().id(),
              size(entry),
              Long.toString(sequence.frames()),
              Long.toString(sequence.bytes()),
              Long.toString(sequence.ioctls()),
              share(entry)));
    }
    return List.of(
        new ReportSection(
            "The bus ledger",
            List.of(
                new Block.Table(
                    List.of("operation", "n", "frames", "bus bytes", "ioctls", "payload"), rows))));
  }

  private static String size(Entry entry) {
    return entry.calls() == 1
        ? Integer.toString(entry.n())
        : "%d x %d".formatted(entry.calls(), entry.n());
  }

  private static String share(Entry entry) {
    return entry.n() == 0
        ? ""
        : String.format(Locale.ROOT, "%.1f %%", 100.0 * entry.payload() / entry.sequence().bytes());
  }
}
