package dev.spinet.bench.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Collection;
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

  static Stream<String> hotPaths() {
    return Stream.of(ReceiveBenchmark.class, SendBenchmark.class, DatagramBenchmark.class)
        .map(Class::getSimpleName);
  }

  @ParameterizedTest
  @MethodSource("hotPaths")
  void allocatesNothingPerCall(String benchmark) throws RunnerException {
    Collection<RunResult> results = run(benchmark + "\\.");

    assertFalse(results.isEmpty(), "no benchmark is called " + benchmark);
    for (RunResult result : results) {
      double bytes = allocationOf(result);
      assertEquals(
          0.0, bytes, TOLERANCE, () -> result.getParams().id() + " allocates " + bytes + " B/op");
    }
  }

  @Test
  void theGateSeesAnAllocation() throws RunnerException {
    Collection<RunResult> results = run(AllocatingBenchmark.class.getSimpleName());

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

  private static Collection<RunResult> run(String include) throws RunnerException {
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
                .measurementTime(TimeValue.milliseconds(100))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build())
        .run();
  }
}
