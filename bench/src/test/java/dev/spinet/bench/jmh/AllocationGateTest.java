package dev.spinet.bench.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The hot paths allocate nothing per call, by JMH's own count over the whole JVM. */
@Tag("slow")
class AllocationGateTest {

  /**
   * JMH's harness itself allocates a little in each iteration, which it divides by the calls of
   * that iteration: some hundredths of a byte, more if a busy machine leaves it few calls. One
   * object would be at least 16, in every iteration, so the least of them counts.
   */
  private static final double TOLERANCE = 1.0;

  /**
   * How long an iteration is. What is over the tolerance is measured again and longer: the share of
   * the harness shrinks with the number of calls, and that of a call does not.
   */
  private static final List<TimeValue> TIMES =
      List.of(TimeValue.milliseconds(100), TimeValue.seconds(1), TimeValue.seconds(4));

  static Stream<String> hotPaths() {
    return Stream.of(ReceiveBenchmark.class, SendBenchmark.class, DatagramBenchmark.class)
        .map(Class::getSimpleName);
  }

  @ParameterizedTest
  @MethodSource("hotPaths")
  void allocatesNothingPerCall(String benchmark) throws RunnerException {
    Collection<RunResult> results = List.of();
    for (int i = 0; i < TIMES.size() && (i == 0 || !isWithinTolerance(results)); i++) {
      results = run(benchmark + "\\.", TIMES.get(i));
    }

    assertFalse(results.isEmpty(), "no benchmark is called " + benchmark);
    for (RunResult result : results) {
      double bytes = allocationOf(result);
      assertEquals(
          0.0, bytes, TOLERANCE, () -> result.getParams().id() + " allocates " + bytes + " B/op");
    }
  }

  private static boolean isWithinTolerance(Collection<RunResult> results) {
    return results.stream().allMatch(result -> allocationOf(result) <= TOLERANCE);
  }

  @Test
  void theGateSeesAnAllocation() throws RunnerException {
    Collection<RunResult> results =
        run(AllocatingBenchmark.class.getSimpleName(), TIMES.getFirst());

    assertEquals(1, results.size());
    assertEquals(
        AllocatingBenchmark.BYTES, allocationOf(results.iterator().next()), 32, "object header");
  }

  private static double allocationOf(RunResult result) {
    return Objects.requireNonNull(
            result.getSecondaryResults().get("gc.alloc.rate.norm"), "no count")
        .getStatistics()
        .getMin();
  }

  private static Collection<RunResult> run(String include, TimeValue time) throws RunnerException {
    return new Runner(
            new OptionsBuilder()
                .include(include)
                .addProfiler(GCProfiler.class)
                .forks(1)
                // Not those of this JVM, which carry the coverage agent.
                .jvmArgs("--enable-native-access=ALL-UNNAMED")
                .warmupIterations(2)
                .warmupTime(TimeValue.milliseconds(300))
                .measurementIterations(3)
                .measurementTime(time)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build())
        .run();
  }
}
