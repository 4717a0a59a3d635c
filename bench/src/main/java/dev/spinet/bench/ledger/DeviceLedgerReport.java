package dev.spinet.bench.ledger;

import dev.spinet.bench.report.Block;
import dev.spinet.bench.report.ReportSection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The counts of the device at hand, beside those of the ledger. */
final class DeviceLedgerReport {

  private static final double NANOS_PER_MICRO = 1e3;

  private DeviceLedgerReport() {}

  static ReportSection section(List<DeviceLedger.Count> counts, List<Entry> ledger) {
    var rows = new ArrayList<List<String>>();
    for (var count : counts) {
      var cost = count.cost();
      rows.add(
          List.of(
              count.operation().title(),
              Integer.toString(count.n()),
              text(cost.frames(), cost.bytes(), cost.messages()),
              expected(count, ledger),
              String.format(Locale.ROOT, "%.1f", count.nanos() / NANOS_PER_MICRO)));
    }
    return new ReportSection(
        "The ledger of this device",
        List.of(
            new Block.Paragraph(
                "The same calls on the chip at hand, as the driver has counted them: the cheapest of"
                    + " some. More than the ledger says is a look for room, or whether the SEND"
                    + " before is complete, which takes a real chip some time, or a bus that carries"
                    + " less in one submission. The time is that of this one call."),
            new Block.Table(
                List.of("frames / bytes / ioctls", "n", "here", "in the ledger", "us"), rows)));
  }

  private static String expected(DeviceLedger.Count count, List<Entry> ledger) {
    return ledger.stream()
        .filter(entry -> entry.operation() == count.operation() && entry.n() == count.n())
        .findFirst()
        .map(entry ->
            text(entry.sequence().frames(), entry.sequence().bytes(), entry.sequence().ioctls()))
        .orElse("");
  }

  private static String text(long frames, long bytes, long ioctls) {
    return "%d / %d / %d".formatted(frames, bytes, ioctls);
  }
}
