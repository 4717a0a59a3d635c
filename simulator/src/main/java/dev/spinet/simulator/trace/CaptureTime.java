package dev.spinet.simulator.trace;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The time of day of what a simulation does, as steady as the simulation's own clock. */
public final class CaptureTime {

  private final LongSupplier nanoTime;
  private final long offset;

  /**
   * Begins now.
   *
   * @param nanoTime the simulation's time in nanoseconds
   * @param now the time of day at this moment
   */
  public CaptureTime(LongSupplier nanoTime, Instant now) {
    this.nanoTime = nanoTime;
    this.offset =
        TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano() - nanoTime.getAsLong();
  }

  /** Nanoseconds since the beginning of 1970 in UTC. */
  long epochNanos() {
    return nanoTime.getAsLong() + offset;
  }
}
