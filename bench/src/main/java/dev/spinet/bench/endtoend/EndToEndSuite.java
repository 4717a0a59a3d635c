package dev.spinet.bench.endtoend;

import dev.spinet.bench.device.Board;
import dev.spinet.bench.device.DeviceBoard;
import dev.spinet.bench.endtoend.Findings.Datagrams;
import dev.spinet.bench.endtoend.UdpTransfers.Outcome;
import dev.spinet.bench.suite.BenchmarkPlan;
import dev.spinet.bench.suite.BenchmarkProgress;
import dev.spinet.bench.suite.BenchmarkSuite;
import dev.spinet.bench.suite.Metric;
import dev.spinet.bench.suite.Spread;
import dev.spinet.bench.suite.SuiteResult;
import dev.spinet.bench.suite.Tree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** {@code spinet bench endtoend}: whole transfers, checked and timed, and the memory they take. */
public final class EndToEndSuite implements BenchmarkSuite {

  private static final int CYCLES = 6;
  private static final int QUICK_CYCLES = 2;
  private static final int STEPS = 8;
  private static final int BYTES = 16 << 20;
  private static final int TRIPS = 4_000;
  private static final int QUICK_TRIPS = 1_000;
  private static final int DATAGRAMS = 10_000;
  private static final int QUICK_DATAGRAMS = 2_000;
  private static final double MEGABIT_NANOS = 1e3;

  /** Without state. */
  public EndToEndSuite() {}

  @Override
  public String name() {
    return "endtoend";
  }

  @Override
  public String summary() {
    return "whole transfers through real system calls, and the memory they take";
  }

  @Override
  public SuiteResult run(BenchmarkPlan plan, BenchmarkProgress progress)
      throws IOException, InterruptedException {
    int cycles = plan.quick() ? QUICK_CYCLES : CYCLES;
    try (var board =
        plan.device().isPresent() ? DeviceBoard.of(plan.device().get()) : TestBoard.start()) {
      var findings =
          run(
              board,
              cycles,
              BYTES,
              plan.quick() ? QUICK_TRIPS : TRIPS,
              plan.quick() ? QUICK_DATAGRAMS : DATAGRAMS,
              progress);
      return new SuiteResult(
          name(),
          findings.tree(),
          EndToEndReport.sections(findings, board.chip(), board.caution()));
    }
  }

  /** Runs all cycles, after one that only warms up and is not counted. */
  static Findings run(
      Board board, int count, int bytes, int trips, int datagrams, BenchmarkProgress progress)
      throws IOException, InterruptedException {
    var content = Content.of(bytes);
    var small = Content.of(bytes / Cycle.SOCKETS);
    var cycles = new ArrayList<Cycle>();
    var footprints = new ArrayList<Footprint>();
    var steps = new int[1];
    int total = (count + 1) * STEPS;
    for (int i = 0; i <= count; i++) {
      var number = i == 0 ? "warm-up" : "cycle %d of %d".formatted(i, count);
      var cycle =
          Cycle.run(
              board,
              content,
              small,
              trips,
              datagrams,
              what -> progress.step("%s: %s".formatted(number, what), steps[0]++, total));
      if (i > 0) {
        cycles.add(cycle);
      }
      footprints.add(Footprint.now());
    }
    return findings(content, cycles, footprints);
  }

  private static Findings findings(
      Content content, List<Cycle> cycles, List<Footprint> footprints) {
    long bytes = content.bytes().length;
    long small = bytes / Cycle.SOCKETS * Cycle.SOCKETS;
    return new Findings(
        cycles.size(),
        bytes,
        spread(cycles, cycle -> megabits(bytes, cycle.downloadNanos())),
        spread(cycles, cycle -> megabits(bytes, cycle.uploadNanos())),
        new Latencies(
            cycles.stream().flatMapToLong(cycle -> Arrays.stream(cycle.roundTrips())).toArray()),
        spread(cycles, cycle -> megabits(small, cycle.atOnceNanos())),
        datagrams(cycles, Cycle::up),
        IntStream.range(0, Cycle.RATES.size())
            .mapToObj(i -> datagrams(cycles, cycle -> cycle.down().get(i)))
            .toList(),
        footprints);
  }

  private static Datagrams datagrams(List<Cycle> cycles, Function<Cycle, Outcome> way) {
    return new Datagrams(
        spread(cycles, cycle -> Cycle.rate(way.apply(cycle))),
        spread(cycles, cycle -> Cycle.lost(way.apply(cycle))));
  }

  private static Spread spread(List<Cycle> cycles, ToDoubleFunction<Cycle> value) {
    return Spread.of(cycles.stream().mapToDouble(value).toArray());
  }

  private static double megabits(long bytes, long nanos) {
    return bytes * Byte.SIZE * MEGABIT_NANOS / nanos;
  }

  @Override
  public List<Metric> metrics(Object data) {
    var tree = Tree.object(data, name());
    var metrics = new ArrayList<Metric>();
    for (var member : List.of("download_mbit", "upload_mbit", "eight_downloads_mbit")) {
      metrics.add(
          new Metric(
              member, "Mbit/s", Metric.Kind.MORE_IS_BETTER, Tree.spread(tree, member, name())));
    }
    String up = name() + ".udp_upload";
    metrics.add(
        new Metric(
            "udp_upload",
            "datagrams/s",
            Metric.Kind.MORE_IS_BETTER,
            Tree.spread(Tree.object(tree.get("udp_upload"), up), "per_second", up)));
    String where = name() + ".round_trip_64";
    var trip = Tree.object(tree.get("round_trip_64"), where);
    metrics.add(
        new Metric(
            "round_trip_64",
            "us",
            Metric.Kind.LESS_IS_BETTER,
            new Spread(
                Tree.number(trip, "p50_us", where),
                Tree.number(trip, "p50_us", where),
                Tree.number(trip, "p90_us", where))));
    return metrics;
  }
}
