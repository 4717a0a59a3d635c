package dev.spinet.bench.wire;

import dev.spinet.bench.report.Block;
import dev.spinet.bench.report.Chart;
import dev.spinet.bench.report.ReportSection;
import dev.spinet.bench.traffic.Peer;
import dev.spinet.bench.traffic.Peers;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The modelled wire for people. */
final class WireReport {

  private static final double PERCENT = 100;
  private static final double MEGA = 1e6;
  private static final String OURS_TITLE = "Spinet";

  private final List<WirePoint> points;

  private WireReport(List<WirePoint> points) {
    this.points = points;
  }

  static List<ReportSection> sections(List<WirePoint> points) {
    return new WireReport(points).sections();
  }

  private List<ReportSection> sections() {
    return List.of(
        new ReportSection(
            "The modelled wire",
            List.of(
                new Block.Paragraph(
                    "What the sequences of the ledger take on a board, by a model of the bus alone:"
                        + " the bytes at its clock, a price for each ioctl, and 10 µs for each"
                        + " release of chip select between two frames of one ioctl, which is what"
                        + " Linux takes. The wire limit is the clock itself: every cycle carries"
                        + " the program's data. The chip's own time, the network and the program"
                        + " are left out. This driver is recorded, over eight turns of a 16 KiB"
                        + " buffer; the others are reckoned from their counts, one ioctl per frame,"
                        + " as if one frame could carry a whole call."),
                new Block.Picture(goodput(WirePoint.RECEIVE, "TCP receive")),
                new Block.Picture(goodput(WirePoint.SEND, "TCP send")),
                shares(),
                new Block.Picture(clocks()),
                new Block.Picture(exchange()),
                roundTrips())));
  }

  private double value(String driver, int bufsiz, String what, int n, double hz, double micros) {
    return points.stream()
        .filter(point ->
            point.driver().equals(driver)
                && point.bufsiz() == bufsiz
                && point.what().equals(what)
                && point.n() == n
                && point.isAt(hz, micros))
        .findFirst()
        .orElseThrow()
        .value();
  }

  private double atReference(String driver, int bufsiz, String what, int n) {
    return value(driver, bufsiz, what, n, WireModel.REFERENCE_HZ, WireModel.REFERENCE_MICROS);
  }

  private Chart goodput(String what, String title) {
    var curves = new ArrayList<Chart.Curve>();
    curves.add(ours(what, WireModel.BUFSIZES.getFirst()));
    curves.add(curve("floor", WireModel.SIZES_OF_OTHERS, WireModel.FLOOR, 0, what));
    for (Peer peer : Peers.all().reversed()) {
      curves.add(curve(peer.name(), WireModel.SIZES_OF_OTHERS, peer.name(), 0, what));
    }
    curves.add(ours(what, WireModel.BUFSIZES.getLast()));
    return new Chart.Lines(
        title + " at 31.25 MHz and 20 µs per ioctl",
        "bytes per call",
        "Mbit/s of payload",
        true,
        curves);
  }

  private Chart.Curve ours(String what, int bufsiz) {
    String name = "%s, bufsiz %d".formatted(OURS_TITLE, bufsiz);
    return curve(name, WireModel.SIZES, WireModel.OURS, bufsiz, what);
  }

  private Chart.Curve curve(
      String name, List<Integer> sizes, String driver, int bufsiz, String what) {
    return new Chart.Curve(
        name,
        sizes.stream().map(Integer::doubleValue).toList(),
        sizes.stream().map(n -> atReference(driver, bufsiz, what, n)).toList());
  }

  private Block shares() {
    var header = new ArrayList<>(List.of("of the wire limit at 31.25 MHz, 20 µs"));
    WireModel.SIZES.forEach(n -> header.add(n + " B"));
    var rows = new ArrayList<List<String>>();
    for (String what : List.of(WirePoint.RECEIVE, WirePoint.SEND)) {
      for (int bufsiz : WireModel.BUFSIZES) {
        var row = new ArrayList<>(List.of("%s, bufsiz %d".formatted(what, bufsiz)));
        for (int n : WireModel.SIZES) {
          double mbit = atReference(WireModel.OURS, bufsiz, what, n);
          row.add(
              String.format(
                  Locale.ROOT, "%.1f %%", PERCENT * mbit * MEGA / WireModel.REFERENCE_HZ));
        }
        rows.add(row);
      }
    }
    return new Block.Table(header, rows);
  }

  private Chart clocks() {
    int n = WireModel.SIZES.getLast();
    int bufsiz = WireModel.BUFSIZES.getFirst();
    var groups = new ArrayList<String>();
    var limits = new ArrayList<Double>();
    for (double hz : WireModel.CLOCKS) {
      groups.add(BigDecimal.valueOf(hz / MEGA).stripTrailingZeros().toPlainString() + " MHz");
      limits.add(hz / MEGA);
    }
    var series = new ArrayList<Chart.Series>();
    for (double micros : WireModel.SUBMISSIONS) {
      for (String what : List.of(WirePoint.RECEIVE, WirePoint.SEND)) {
        String name = String.format(Locale.ROOT, "%s, %.0f µs per ioctl", what, micros);
        series.add(
            new Chart.Series(
                name,
                WireModel.CLOCKS.stream()
                    .map(hz -> value(WireModel.OURS, bufsiz, what, n, hz, micros))
                    .toList()));
      }
    }
    series.add(1, new Chart.Series("wire limit", limits));
    return new Chart.Bars(
        "This driver by the clock of the bus, %d bytes per call, bufsiz %d".formatted(n, bufsiz),
        "",
        "Mbit/s of payload",
        groups,
        series);
  }

  private Chart exchange() {
    var groups = new ArrayList<String>();
    WireModel.SUBMISSIONS.forEach(
        micros -> groups.add(String.format(Locale.ROOT, "%.0f µs per ioctl", micros)));
    var series = new ArrayList<Chart.Series>();
    series.add(exchange(OURS_TITLE, WireModel.OURS, WirePoint.EXCHANGE));
    series.add(exchange("floor", WireModel.FLOOR, WirePoint.EXCHANGE));
    for (Peer peer : Peers.all().reversed()) {
      series.add(exchange(peer.name(), peer.name(), WirePoint.EXCHANGE));
    }
    return new Chart.Bars(
        "Bus time of a 64-byte request and its response at 31.25 MHz", "", "µs", groups, series);
  }

  private Chart.Series exchange(String name, String driver, String what) {
    return new Chart.Series(
        name,
        WireModel.SUBMISSIONS.stream()
            .map(
                micros -> value(driver, 0, what, WireModel.MESSAGE, WireModel.REFERENCE_HZ, micros))
            .toList());
  }

  private Block roundTrips() {
    var header = new ArrayList<>(List.of("µs on the bus, 64 B and 64 B back, 31.25 MHz"));
    WireModel.SUBMISSIONS.forEach(
        micros -> header.add(String.format(Locale.ROOT, "%.0f µs/ioctl", micros)));
    var rows = new ArrayList<List<String>>();
    rows.add(row("Spinet, response is there", WireModel.OURS, WirePoint.EXCHANGE));
    rows.add(row("Spinet, waits for the interrupt", WireModel.OURS, WirePoint.EXCHANGE_WITH_WAIT));
    for (Peer peer : Peers.all().reversed()) {
      rows.add(row(peer.name() + ", response is there", peer.name(), WirePoint.EXCHANGE));
    }
    rows.add(row("floor", WireModel.FLOOR, WirePoint.EXCHANGE));
    return new Block.Table(header, rows);
  }

  private List<String> row(String name, String driver, String what) {
    var row = new ArrayList<>(List.of(name));
    for (double micros : WireModel.SUBMISSIONS) {
      row.add(
          String.format(
              Locale.ROOT,
              "%.0f",
              value(driver, 0, what, WireModel.MESSAGE, WireModel.REFERENCE_HZ, micros)));
    }
    return row;
  }
}
