package dev.spinet.simulator.net.tcp;

import java.util.concurrent.TimeUnit;

/** How long to wait for an acknowledgment (RFC 6298), with exponential back-off. */
final class RetransmissionTimer {

  /** Never due. */
  static final long NEVER = Long.MAX_VALUE;

  private static final long INITIAL = TimeUnit.SECONDS.toNanos(1);

  /**
   * Above the 200 ms by which a W5500 delays its acknowledgments with default settings (RTR), so
   * that these do not look like losses.
   */
  private static final long MINIMUM = TimeUnit.MILLISECONDS.toNanos(250);

  private static final long MAXIMUM = TimeUnit.SECONDS.toNanos(60);

  private long smoothed;
  private long variation;
  private long timeout = INITIAL;
  private int backOff;

  /** Takes a measured round trip into account and ends the back-off. */
  void sample(long roundTrip) {
    if (smoothed == 0) {
      smoothed = Math.max(1, roundTrip);
      variation = roundTrip / 2;
    } else {
      variation += (Math.abs(smoothed - roundTrip) - variation) / 4;
      smoothed += (roundTrip - smoothed) / 8;
    }
    timeout = Math.clamp(smoothed + 4 * variation, MINIMUM, MAXIMUM);
    backOff = 0;
  }

  /** The peer is making progress: waiting begins anew with the estimate. */
  void progress() {
    backOff = 0;
  }

  void backOff() {
    backOff++;
  }

  /** How often in a row the time-out has passed. */
  int expiries() {
    return backOff;
  }

  /** The time to wait now, in nanoseconds. */
  long timeout() {
    return Math.min(MAXIMUM, timeout << Math.min(backOff, 16));
  }
}
