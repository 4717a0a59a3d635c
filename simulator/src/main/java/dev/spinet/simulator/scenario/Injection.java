package dev.spinet.simulator.scenario;

import java.time.Duration;
import java.util.Locale;

/**
 * A fault that has happened, or that has been made ready for its next occasion.
 *
 * @param rule number of the rule in its scenario, counted from 0
 * @param fault the fault
 * @param frame number of the frame on the bus, counted from 0; the last one if none was under way,
 *     -1 if there was none yet
 * @param position number of the byte in the frame that was about to cross, or crossed last
 * @param byteNumber number of that byte, over all frames
 * @param time since the start of the run
 */
public record Injection(
    int rule, Fault fault, long frame, int position, long byteNumber, Duration time) {

  private static final double NANOS_PER_SECOND = 1e9;

  /** For logs, with the time in seconds. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%.6f frame %d byte %d: %s",
        time.toNanos() / NANOS_PER_SECOND,
        frame,
        position,
        ScenarioPrinter.print(fault));
  }
}
