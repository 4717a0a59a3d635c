package dev.spinet.simulator.espat;

import java.time.Duration;

/**
 * How long a module takes for what it does.
 *
 * @param paced whether bytes take their time on the serial line; otherwise the line is as fast as
 *     the two ends, and the sender waits for the receiver
 * @param command from the end of a command to its answer
 * @param boot from a reset to the banner
 * @param scan to look for access points
 * @param join to be accepted by one
 */
public record ModuleTiming(
    boolean paced, Duration command, Duration boot, Duration scan, Duration join) {

  /** No time at all, for tests of what happens and not when. */
  public static final ModuleTiming INSTANT =
      new ModuleTiming(false, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

  /** The line takes its time and the module a little; nothing else is waited for. */
  public static final ModuleTiming LINE =
      new ModuleTiming(true, Duration.ofMillis(1), Duration.ZERO, Duration.ZERO, Duration.ZERO);

  /** About what a module takes. */
  public static final ModuleTiming REAL =
      new ModuleTiming(
          true,
          Duration.ofMillis(1),
          Duration.ofMillis(400),
          Duration.ofMillis(1800),
          Duration.ofMillis(600));

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a time is negative
   */
  public ModuleTiming {
    if (command.isNegative() || boot.isNegative() || scan.isNegative() || join.isNegative()) {
      throw new IllegalArgumentException("nothing takes less than no time");
    }
  }
}
