package dev.spinet.bench.ledger;

import dev.spinet.bench.report.Block;
import dev.spinet.bench.report.Chart;
import dev.spinet.bench.report.ReportSection;
import dev.spinet.bench.traffic.BusSequence;
import dev.spinet.bench.traffic.Job;
import dev.spinet.bench.traffic.Peer;
import dev.spinet.bench.traffic.Peers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/** The ledger for people, beside what others' drivers do. */
final class LedgerReport {

  private static final double PERCENT = 100;

  /** A full segment, which all drivers move in one call. */
  private static final int SEGMENT = 1460;

  private static final String OURS = "Spinet";
  private static final String FLOOR = "floor";

  private final List<Entry> entries;

  private LedgerReport(List<Entry> entries) {
    this.entries = entries;
  }

  static List<ReportSection> sections(List<Entry> entries) {
    return new LedgerReport(entries).sections();
  }

  private List<ReportSection> sections() {
    return List.of(
        new ReportSection(
            "The bus ledger",
            List.of(
                new Block.Paragraph(
                    "What crosses the bus for one call, counted: n bytes of payload, frames"
                        + " (assertions of chip select), bytes with their headers, and ioctls of"
                        + " spidev with bufsiz 4096. The driver is the real one, the chip simulated,"
                        + " time stands still: the same on every machine. A burst is written as"
                        + " datagrams x bytes."),
                new Block.Picture(
                    bars("Frames per call", "frames", sequence -> (double) sequence.frames())),
                new Block.Picture(
                    bars(
                        "Bytes per call that are not payload",
                        "bytes",
                        sequence -> (double) (sequence.bytes() - SEGMENT))),
                new Block.Picture(
                    bars("System calls per call", "ioctls", s -> (double) s.ioctls())),
                new Block.Details("All operations and sizes", List.of(table())))),
        new ReportSection(
            "The same beside other drivers",
            List.of(
                new Block.Paragraph(
                    "One call of n bytes, at its best: data waiting, room to send, commands"
                        + " accepted at once. Only this driver was counted by this program. The"
                        + " others were counted by others, on a bus, while they ran; each of their"
                        + " frames is an ioctl of its own if they run on spidev. The floor is"
                        + " derived from the datasheet, for a host that looks at no status and"
                        + " remembers its pointers; nobody has built it."),
                comparison())));
  }

  private Entry entry(Operation operation, int n) {
    return entries.stream()
        .filter(entry -> entry.operation() == operation && entry.n() == n)
        .findFirst()
        .orElseThrow();
  }

  private static Operation operation(Job job) {
    return switch (job) {
      case TCP_RECV -> Operation.TCP_RECV_DEFERRED;
      case TCP_SEND -> Operation.TCP_SEND;
      case UDP_RECV -> Operation.UDP_RECVFROM;
      case UDP_SEND -> Operation.UDP_SENDTO_SAME;
    };
  }

  private Chart bars(String title, String unit, Function<BusSequence, Double> measure) {
    var jobs = Arrays.asList(Job.values());
    var series = new ArrayList<Chart.Series>();
    series.add(
        new Chart.Series(
            OURS,
            jobs.stream()
                .map(job -> measure.apply(entry(operation(job), SEGMENT).sequence()))
                .toList()));
    series.add(
        new Chart.Series(
            FLOOR, jobs.stream().map(job -> measure.apply(Peers.floor(job, SEGMENT))).toList()));
    for (Peer peer : Peers.all().reversed()) {
      series.add(
          new Chart.Series(
              peer.name(),
              jobs.stream().map(job -> measure.apply(peer.sequence(job, SEGMENT))).toList()));
    }
    return new Chart.Bars(title, "", unit, jobs.stream().map(Job::title).toList(), series);
  }

  private Block table() {
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
    return new Block.Table(
        List.of("operation", "n", "frames", "bus bytes", "ioctls", "payload"), rows);
  }

  private static String size(Entry entry) {
    return entry.calls() == 1
        ? Integer.toString(entry.n())
        : "%d x %d".formatted(entry.calls(), entry.n());
  }

  private static String share(Entry entry) {
    return entry.n() == 0
        ? ""
        : String.format(
            Locale.ROOT, "%.1f %%", PERCENT * entry.payload() / entry.sequence().bytes());
  }

  private Block comparison() {
    var header =
        Stream.concat(
                Stream.of("frames, bytes, ioctls"), Arrays.stream(Job.values()).map(Job::title))
            .toList();
    var rows = new ArrayList<List<String>>();
    rows.add(row("Spinet (counted here)", job -> entry(operation(job), SEGMENT).sequence()));
    for (Peer peer : Peers.all().reversed()) {
      rows.add(row(peer.name() + " (counted by others)", job -> peer.sequence(job, SEGMENT)));
    }
    rows.add(row("floor (derived)", job -> Peers.floor(job, SEGMENT)));
    return new Block.Table(header, rows);
  }

  private static List<String> row(String name, Function<Job, BusSequence> source) {
    var row = new ArrayList<>(List.of(name));
    for (Job job : Job.values()) {
      var sequence = source.apply(job);
      row.add(
          "%d, n+%d, %d"
              .formatted(sequence.frames(), sequence.bytes() - SEGMENT, sequence.ioctls()));
    }
    return row;
  }
}
