package dev.spinet.bench.nativec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bench.suite.BenchmarkPlan;
import dev.spinet.bench.suite.Spread;
import dev.spinet.bench.suite.Tree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both programs on the same virtual devices. */
class SideBySideTest {

  private static final int BYTES = 1 << 20;
  private static final int TRIPS = 200;

  /** The most that goes to the chip, or comes from it, in one submission. */
  private static final int PAYLOAD = 3968;

  private static final int ROUNDS = 3;

  /** How many times the calls of C a job may take. */
  private static final double BULK_LIMIT = 1.10;

  private static final double TRIP_LIMIT = 1.20;

  /** For the beginning and the end of a job. */
  private static final int SOME_CALLS = 5;

  @TempDir private Path folder;

  /** What one job takes, by the counters of the virtual SPI device. */
  private static Map<Job, Long> calls(Rig rig, Side side) throws IOException {
    var calls = new EnumMap<Job, Long>(Job.class);
    try (var client = Client.start(side.name(), rig, side.command())) {
      for (var job : Job.values()) {
        int count = job.isBulk() ? BYTES : TRIPS;
        client.run(job, count);
        var readingBefore = client.reading();
        long before = rig.counters().systemCalls();
        assertTrue(client.run(job, count) > 0);
        calls.put(job, rig.counters().systemCalls() - before);
        assertTrue(client.reading().cpuNanosSince(readingBefore) > 0, side.name());
      }
    }
    return calls;
  }

  /**
   * Java makes as few calls as C does, for every job. How many a job takes varies with who waits
   * for whom on a busy machine, so that each job has some rounds to show it.
   */
  @Test
  @Tag("fuse")
  @Tag("slow")
  void javaDoesEveryJobWithNoMoreCallsThanC() throws IOException, InterruptedException {
    var program = Baseline.compile(BenchmarkPlan.findHome().orElseThrow(), folder);
    var open = EnumSet.allOf(Job.class);
    var seen = new ArrayList<String>();
    try (var rig = Rig.start()) {
      for (int round = 0; round < ROUNDS && !open.isEmpty(); round++) {
        var ofC = calls(rig, Side.c(program));
        var ofJava = calls(rig, Side.java());
        for (var job : Job.values()) {
          long c = Objects.requireNonNull(ofC.get(job));
          long java = Objects.requireNonNull(ofJava.get(job));
          seen.add("%s: C %d, Java %d".formatted(job, c, java));
          long least = job.isBulk() ? BYTES / PAYLOAD : 3L * TRIPS;
          assertTrue(Math.min(c, java) >= least, seen::toString);
          if (java <= c * (job.isBulk() ? BULK_LIMIT : TRIP_LIMIT) + SOME_CALLS) {
            open.remove(job);
          }
        }
      }
    }
    assertEquals(Set.of(), open, seen::toString);
  }

  @Test
  @Tag("fuse")
  @Tag("slow")
  void straceShowsThatCUsesTheDevicesAlone() throws IOException, InterruptedException {
    var program = Baseline.compile(BenchmarkPlan.findHome().orElseThrow(), folder);
    try (var rig = Rig.start()) {
      var comparison = new SideBySide(rig, Side.c(program), Side.java());

      var calls = comparison.trace(comparison.c(), Job.BULK_RECV, folder);

      assertTrue(
          calls.getOrDefault("ioctl", 0L) >= Job.BULK_RECV.count() / PAYLOAD, calls::toString);
      calls.keySet().removeAll(List.of("ioctl", "poll", "read", "clock_nanosleep"));
      assertEquals(Map.of(), calls);
    }
  }

  @Test
  void ratiosAreJavaDividedByC() {
    var rounds =
        List.of(
            new SideBySide.Round(sample(100, 10), sample(110, 10)),
            new SideBySide.Round(sample(100, 10), sample(90, 11)),
            new SideBySide.Round(sample(200, 10), sample(240, 12)));
    var result = new JobResult(Job.BULK_RECV, rounds, Map.of("ioctl", 10L), Map.of());

    var data =
        Map.of(
            "bulk_recv", result.tree(), "bulk_send", result.tree(), "pingpong_64", result.tree());
    var cpu = Tree.spread(Tree.object(data.get("bulk_recv"), "bulk_recv"), "cpu", "bulk_recv");

    assertEquals(1.1, cpu.median(), 1e-9);
    assertEquals(0.9, cpu.min(), 1e-9);
    assertEquals(1.2, cpu.max(), 1e-9);
    assertEquals(1.2, result.systemCalls().max(), 1e-9);
    assertEquals(1.1, result.cpuOfAll().median(), 1e-9);
    var c = Tree.object(result.tree().get("c"), "c");
    assertEquals(17 * 100 / 3.0 / 1e6, Tree.spread(c, "cpu_of_all_ms", "c").median(), 1e-12);
    assertEquals(19 * 100 / 3.0 / 1e6, Tree.spread(c, "wall_of_all_ms", "c").median(), 1e-12);
    assertEquals(100 / 1e6, Tree.spread(c, "cpu_ms", "c").median(), 1e-12);
    // 1.10 in CPU and wall time misses the 1.05 of bulk transfers; so do calls at 1.10 times C's.
    assertEquals(List.of(false, false, false), Goal.of(result).stream().map(Goal::isMet).toList());
    var asGood = new Goal("calls", 1, new Spread(1.004, 0.9, 2));
    assertTrue(asGood.isMet() && !new Goal("calls", 1, Spread.exactly(1.006)).isMet());
    var metrics = new NativeSuite().metrics(data);
    assertEquals(12, metrics.size());
    assertEquals("bulk_recv cpu, Java/C", metrics.getFirst().id());
    assertEquals(
        10L,
        Objects.requireNonNull(
            Tree.object(Tree.object(result.tree().get("c"), "c").get("strace"), "strace")
                .get("ioctl")));
  }

  private static Sample sample(long nanos, long calls) {
    var quiet = new Repetition(nanos, nanos, 0, calls);
    // The time of the repetition that was disturbed is not compared, its calls are.
    var disturbed = new Repetition(9 * nanos, 8 * nanos, 7, calls);
    return new Sample(List.of(disturbed, quiet, disturbed), 1, 1);
  }
}
