package dev.spinet.simulator.espat;

import java.time.Duration;

/**
 * How long a module takes for what it does.
 *
 * @param paced whether bytes take their time on the serial line; otherwise the line is as fast as
 *     the two ends, and the sender waits for the receiver
 * @param command from the end of a command to its answer. What a module takes has not been
 *     measured: {@link #LINE} and {@link #REAL} have a millisecond, {@link #USUAL_COMMAND} is what
 *     is reckoned with when the host's part is counted as well
 * @param boot from a reset to the banner
 * @param scan to look for access points
 * @param join to be accepted by one
 * @param giveUp to give up connecting to somebody who does not answer, where the command has no
 *     time-out of its own
 */
public record ModuleTiming(
    boolean paced, Duration command, Duration boot, Duration scan, Duration join, Duration giveUp) {

  /** What the firmware and a host that has to wake up take together, as a rule of thumb. */
  public static final Duration USUAL_COMMAND = Duration.ofMillis(2);

  /** What lwIP takes to give up, as far as is known. */
  private static final Duration STACK_PATIENCE = Duration.ofSeconds(20);

  /** No time at all, for tests of what happens and not when. */
  public static final ModuleTiming INSTANT =
      new ModuleTiming(
          false, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, STACK_PATIENCE);

  /** The line takes its time and the module a little; nothing else is waited for. */
  public static final ModuleTiming LINE =
      new ModuleTiming(
          true, Duration.ofMillis(1), Duration.ZERO, Duration.ZERO, Duration.ZERO, STACK_PATIENCE);

  /** About what a module takes. */
  public static final ModuleTiming REAL =
      new ModuleTiming(
          true,
          Duration.ofMillis(1),
          Duration.ofMillis(400),
          Duration.ofMillis(1800),
          Duration.ofMillis(600),
          STACK_PATIENCE);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a time is negative
   */
  public ModuleTiming {
    if (command.isNegative()
        || boot.isNegative()
        || scan.isNegative()
        || join.isNegative()
        || giveUp.isNegative()) {
      throw new IllegalArgumentException("nothing takes less than no time");
    }
  }

  /**
   * The same with another time for a command.
   *
   * @param time from the end of a command to its answer, not negative
   * @return the timing
   */
  public ModuleTiming withCommand(Duration time) {
    return new ModuleTiming(paced, time, boot, scan, join, giveUp);
  }

  /**
   * The same with another time to give up connecting.
   *
   * @param time how long, not negative
   * @return the timing
   */
  public ModuleTiming withGiveUp(Duration time) {
    return new ModuleTiming(paced, command, boot, scan, join, time);
  }
}
