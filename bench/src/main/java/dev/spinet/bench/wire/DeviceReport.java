package dev.spinet.bench.wire;

import dev.spinet.bench.device.BusCost;
import dev.spinet.bench.report.Block;
import dev.spinet.bench.report.ReportSection;
import dev.spinet.bench.suite.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the device at hand costs, and what the model makes of that. */
final class DeviceReport {

  private static final double MEGA = 1e6;

  private DeviceReport() {}

  static ReportSection section(BusCost cost, List<WirePoint> points) {
    return new ReportSection(
        "The bus of this device",
        List.of(
            new Block.Paragraph(
                "Measured with reads that change nothing in the chip: one short frame, eight in one"
                    + " ioctl, and one of 2 KiB; the differences are the prices. The table below"
                    + " applies the model to them."),
            prices(cost),
            goodput(cost, points)));
  }

  private static Block prices(BusCost cost) {
    return new Block.Table(
        List.of("µs", "median", "least", "most"),
        List.of(
            row("one ioctl", cost.submissionMicros()),
            row("each further frame in it", cost.selectMicros()),
            row("each byte", cost.byteMicros())));
  }

  private static List<String> row(String name, Spread spread) {
    return List.of(name, text(spread.median()), text(spread.min()), text(spread.max()));
  }

  private static String text(double micros) {
    return String.format(Locale.ROOT, "%.3f", micros);
  }

  private static Block goodput(BusCost cost, List<WirePoint> points) {
    var timing = WireModel.timing(cost);
    var header =
        new ArrayList<>(
            List.of(String.format(Locale.ROOT, "Mbit/s at %.1f MHz", timing.clockHz() / MEGA)));
    WireModel.SIZES.forEach(n -> header.add(n + " B"));
    var rows = new ArrayList<List<String>>();
    for (String what : List.of(WirePoint.RECEIVE, WirePoint.SEND)) {
      var row = new ArrayList<>(List.of(what));
      points.stream()
          .filter(point ->
              point.timing().equals(timing)
                  && point.driver().equals(WireModel.OURS)
                  && point.bufsiz() == WireModel.BUFSIZES.getFirst()
                  && point.what().equals(what))
          .forEach(point -> row.add(String.format(Locale.ROOT, "%.1f", point.value())));
      rows.add(row);
    }
    return new Block.Table(header, rows);
  }
}
