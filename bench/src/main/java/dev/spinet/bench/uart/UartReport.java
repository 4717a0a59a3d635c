package dev.spinet.bench.uart;

import dev.spinet.bench.report.Block;
import dev.spinet.bench.report.Chart;
import dev.spinet.bench.report.ReportSection;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** The modelled serial line for people. */
final class UartReport {

  private static final double PERCENT = 100;
  private static final String NOT_READ = "-";

  private UartReport() {}

  static ReportSection section(List<UartPoint> points) {
    return new ReportSection(
        "ESP-AT on a modelled serial line",
        List.of(
            new Block.Paragraph(
                "Half a mebibyte each way between the driver and a simulated module: every byte"
                    + " takes its ten bits' time on the line, every command a millisecond in the"
                    + " module, or two, which is what is reckoned with for a module and its host"
                    + " together. The limit is the line itself, if nothing but payload were on it."
                    + " All in the model's time: this machine, the radio and the program are left"
                    + " out."),
            new Block.Paragraph(
                "Received bytes are asked for: the module holds as many as its TCP window has, and"
                    + " takes one command at a time. What is possible is the share of a host that"
                    + " asks for all of a window, again and again, and loses no time between two"
                    + " commands. The last rows are a firmware that its user has built with a"
                    + " larger window."),
            table(points),
            new Block.Picture(chart(points))));
  }

  private static Block table(List<UartPoint> points) {
    return new Block.Table(
        List.of(
            "direction",
            "baud",
            "command ms",
            "flow control",
            "window",
            "kB/s",
            "limit kB/s",
            "share",
            "possible",
            "of what is possible"),
        points.stream()
            .map(point ->
                List.of(
                    point.what(),
                    Integer.toString(point.baud()),
                    Long.toString(point.command().toMillis()),
                    point.wires(),
                    window(point),
                    number(point.goodput()),
                    number(point.limit()),
                    percent(point.share()),
                    read(point, UartReport::percent),
                    read(point, possible -> percent(point.share() / possible))))
            .toList());
  }

  private static String window(UartPoint point) {
    return read(point, _ -> Integer.toString(point.reads().window()));
  }

  /** A cell about reading, which says something of the share that is possible. */
  private static String read(UartPoint point, DoubleFunction<String> cell) {
    var possible = point.possible();
    return possible.isPresent() ? cell.apply(possible.getAsDouble()) : NOT_READ;
  }

  private static String percent(double share) {
    return number(share * PERCENT) + " %";
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static Chart chart(List<UartPoint> points) {
    return new Chart.Bars(
        "Share of the serial line's limit that is payload, with RTS and CTS, commands of 1 ms",
        "",
        "%",
        UartModel.BAUDS.stream().map(baud -> baud + " baud").toList(),
        List.of(series(points, UartPoint.RECEIVE), series(points, UartPoint.SEND)));
  }

  private static Chart.Series series(List<UartPoint> points, String what) {
    return new Chart.Series(
        what,
        points.stream()
            .filter(point -> point.what().equals(what) && point.flowControl() && point.isPlain())
            .map(point -> point.share() * PERCENT)
            .toList());
  }
}
