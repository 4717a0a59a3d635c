package dev.spinet.bench.endtoend;

import dev.spinet.bench.report.Block;
import dev.spinet.bench.report.Chart;
import dev.spinet.bench.report.ReportSection;
import dev.spinet.bench.suite.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The findings for people. */
final class EndToEndReport {

  private static final double KIB_PER_MIB = 1024;
  private static final double MEBI = 1 << 20;
  private static final double[] PERCENTAGES = {1, 25, 50, 75, 90, 95, 98, 99, 99.5, 99.8, 99.9};

  private static final double ALL = 100;

  private EndToEndReport() {}

  /**
   * Everything.
   *
   * @param chip what the system calls lead to, as the end of a sentence's beginning
   * @param caution what to keep in mind besides
   */
  static List<ReportSection> sections(Findings findings, String chip, String caution) {
    var blocks = new ArrayList<Block>();
    blocks.add(
        new Block.Paragraph(
            format(
                "Sockets, driver, system calls on device files, and %s, connected to servers on"
                    + " this machine. Everything that was moved was compared with what was sent, by"
                    + " SHA-256. %d cycles after one for warm-up; in each the driver is opened and"
                    + " closed twice.%s",
                chip, findings.cycles(), caution)));
    var rows = new ArrayList<List<String>>();
    rows.add(row(bulk(findings, "TCP download"), findings.download()));
    rows.add(row(bulk(findings, "TCP upload"), findings.upload()));
    rows.add(row("eight TCP downloads at once", findings.atOnce()));
    rows.add(row("UDP from the chip, as fast as it goes", findings.datagramsUp()));
    for (int i = 0; i < findings.datagramsDown().size(); i++) {
      rows.add(
          row(
              format("UDP to the chip, %,d/s sent", Cycle.RATES.get(i)),
              findings.datagramsDown().get(i)));
    }
    blocks.add(new Block.Table(List.of("median (least to most)", "rate", "lost"), rows));
    var trips = findings.roundTrips();
    blocks.add(
        new Block.Table(
            List.of("64 bytes there and back, TCP", "p50", "p90", "p99", "p99.9", "most"),
            List.of(
                List.of(
                    "microseconds",
                    format("%,.1f", trips.micros(50)),
                    format("%,.1f", trips.micros(90)),
                    format("%,.1f", trips.micros(99)),
                    format("%,.1f", trips.micros(99.9)),
                    format("%,.1f", trips.micros(100))))));
    blocks.add(new Block.Picture(latencies(trips)));
    blocks.add(new Block.Picture(memory(findings.footprints())));
    blocks.add(growth(findings.growth()));
    blocks.add(footprints(findings.footprints()));
    return List.of(new ReportSection("End to end, through real system calls", blocks));
  }

  private static String bulk(Findings findings, String what) {
    return format("%s of %.0f MiB", what, findings.bytes() / MEBI);
  }

  private static List<String> row(String what, Spread rate) {
    return List.of(what, text(rate, "Mbit/s"), "");
  }

  private static List<String> row(String what, Findings.Datagrams datagrams) {
    return List.of(
        format("%s, %d bytes", what, Cycle.DATAGRAM),
        text(datagrams.rate(), "/s"),
        format("%.1f %%", datagrams.lost().median()));
  }

  private static String text(Spread spread, String unit) {
    return format("%,.0f (%,.0f to %,.0f) %s", spread.median(), spread.min(), spread.max(), unit);
  }

  private static Chart latencies(Latencies trips) {
    var x = new ArrayList<Double>();
    var y = new ArrayList<Double>();
    for (double percentage : PERCENTAGES) {
      x.add(ALL / (ALL - percentage));
      y.add(trips.micros(percentage));
    }
    return new Chart.Lines(
        "64 bytes there and back: one of so many takes longer than that",
        "one round trip of ... (2: the median, 100: the slowest hundredth)",
        "microseconds",
        true,
        List.of(new Chart.Curve("round trip", x, y)));
  }

  private static Chart memory(List<Footprint> footprints) {
    return new Chart.Lines(
        "Memory after each cycle",
        "cycle",
        "MiB",
        false,
        List.of(
            curve("resident", footprints, Footprint::residentKib),
            curve("classes and compiled code", footprints, Footprint::machineKib),
            curve("live objects in the heap", footprints, Footprint::heapKib)));
  }

  private static Chart.Curve curve(
      String name, List<Footprint> footprints, ToDoubleFunction<Footprint> kib) {
    var x = new ArrayList<Double>();
    var y = new ArrayList<Double>();
    for (int i = 0; i < footprints.size(); i++) {
      x.add((double) i);
      y.add(kib.applyAsDouble(footprints.get(i)) / KIB_PER_MIB);
    }
    return new Chart.Curve(name, x, y);
  }

  private static Block growth(Growth growth) {
    return new Block.Table(
        List.of(
            "last third of the cycles, less the first",
            "heap, MiB",
            "native, MiB",
            "resident, MiB",
            "descriptors",
            "threads"),
        List.of(
            List.of(
                "the least of each",
                signed(growth.heapKib()),
                growth.nativeKib().isPresent()
                    ? signed(growth.nativeKib().getAsLong())
                    : "not counted",
                signed(growth.residentKib()),
                format("%+d", growth.descriptors()),
                format("%+d", growth.threads()))));
  }

  private static String signed(long kib) {
    return format("%+.1f", kib / KIB_PER_MIB);
  }

  private static Block footprints(List<Footprint> footprints) {
    var rows = new ArrayList<List<String>>();
    for (int i = 0; i < footprints.size(); i++) {
      var footprint = footprints.get(i);
      rows.add(
          List.of(
              i == 0 ? "after the warm-up" : "after cycle " + i,
              format("%.1f", footprint.heapKib() / KIB_PER_MIB),
              format("%.1f", footprint.machineKib() / KIB_PER_MIB),
              footprint.nativeKib().isPresent()
                  ? format("%.1f", footprint.nativeKib().getAsLong() / KIB_PER_MIB)
                  : "not counted",
              format("%.1f", footprint.residentKib() / KIB_PER_MIB),
              Long.toString(footprint.descriptors()),
              Integer.toString(footprint.threads())));
    }
    return new Block.Details(
        "What the process held after each cycle",
        List.of(
            new Block.Table(
                List.of(
                    "after a garbage collection",
                    "heap, MiB",
                    "classes and code, MiB",
                    "native, MiB",
                    "resident, MiB",
                    "descriptors",
                    "threads"),
                rows)));
  }

  @SuppressWarnings("AnnotateFormatMethod") // The annotation is in a library of Error Prone.
  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
