package dev.spinet.socket;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a call may wait, in nanoseconds from its beginning. A plain number, so that calls need
 * no object for it.
 */
final class TimeLimit {

  /** Waits for ever. */
  static final long FOREVER = Long.MAX_VALUE;

  /** Does not wait. */
  static final long NO_WAIT = 0;

  private static final long NANOS_PER_MILLI = 1_000_000;

  private TimeLimit() {}

  /** From whole milliseconds; what is too long to count waits for ever. */
  static long ofMillis(long millis) {
    if (millis < 0) {
      throw new IllegalArgumentException(
          "a time-out of %d ms is negative: use 0 for non-blocking, null for no limit"
              .formatted(millis));
    }
    return millis < FOREVER / NANOS_PER_MILLI ? millis * NANOS_PER_MILLI : FOREVER;
  }

  /** From a duration; {@code null}, and what is too long to count, waits for ever. */
  static long of(@Nullable Duration timeout) {
    if (timeout == null) {
      return FOREVER;
    }
    if (timeout.isNegative()) {
      throw new IllegalArgumentException(
          "a time-out of %s is negative: use zero for non-blocking, null for no limit"
              .formatted(timeout));
    }
    return timeout.compareTo(Duration.ofNanos(FOREVER)) < 0 ? timeout.toNanos() : FOREVER;
  }

  /** Back to what the user gave. */
  static @Nullable Duration toDuration(long limit) {
    return limit == FOREVER ? null : Duration.ofNanos(limit);
  }

  /** In whole milliseconds, rounded up so that a short limit is not none: -1 without a limit. */
  static int toMillis(long limit) {
    return limit == FOREVER
        ? -1
        : (int) Math.min(Integer.MAX_VALUE, Math.ceilDiv(limit, NANOS_PER_MILLI));
  }

  /** What is left for the next wait of a call that began at a {@link System#nanoTime()}. */
  static long left(long limit, long start) {
    if (limit == FOREVER || limit == NO_WAIT) {
      return limit;
    }
    return Math.max(NO_WAIT, limit - (System.nanoTime() - start));
  }

  /**
   * Whether the time of a call is over. Never for a limit of {@link #NO_WAIT}: such a call takes
   * what it can have at once, however many steps that needs.
   *
   * @param limit the call's time limit
   * @param left what {@link #left} says of it
   */
  static boolean isOver(long limit, long left) {
    return left == NO_WAIT && limit != NO_WAIT;
  }

  /**
   * What a call throws when its time is over.
   *
   * @param limit the call's time limit
   * @param wouldBlock the message for a call that must not wait
   * @param activity what the call was doing, for the message of one that waited
   * @param done how far it got, for that message
   */
  static IOException over(long limit, String wouldBlock, String activity, String done) {
    if (limit == NO_WAIT) {
      return new WouldBlockException(wouldBlock);
    }
    if (limit == FOREVER) {
      // Instead of asking the driver again for ever.
      return new SocketException("the driver ended a wait without limit; this is a driver's fault");
    }
    return new SocketTimeoutException(
        "%s timed out after %s%s".formatted(activity, toString(limit), done));
  }

  /** For messages: "500 ms", or "1500 us" for what is not whole milliseconds. */
  static String toString(long limit) {
    return limit % NANOS_PER_MILLI == 0 ? limit / NANOS_PER_MILLI + " ms" : limit / 1_000 + " us";
  }
}
