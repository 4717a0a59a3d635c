package dev.spinet.bench.nativec;

import dev.spinet.bench.suite.Spread;
import java.util.List;

/**
 * What Java may need of what C needs.
 *
 * @param what of what, for people
 * @param most the highest ratio
 * @param result the ratio that was measured
 */
record Goal(String what, double most, Spread result) {

  private static final double BULK = 1.05;
  private static final double PINGPONG = 1.25;
  private static final double CALLS = 1.00;

  /** Ratios that are read with two digits are judged with two. */
  private static final double HUNDREDTH = 0.01;

  /** All goals of a job. */
  static List<Goal> of(JobResult result) {
    double time = result.job().isBulk() ? BULK : PINGPONG;
    return List.of(
        new Goal("CPU time", time, result.cpu()),
        new Goal("wall time", time, result.wall()),
        new Goal("system calls on the device", CALLS, result.systemCalls()));
  }

  /** Whether the median is no higher. */
  boolean isMet() {
    return result.median() < most + HUNDREDTH / 2;
  }
}
