package dev.spinet.drivers.w5500;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/** Bounded waits on the conditions of the chip's lock. */
final class Waits {

  /** First interval between looks at something the chip has no event for, in nanoseconds. */
  static final long PAUSE_MIN_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

  /** Longest such interval, in nanoseconds. */
  static final long PAUSE_MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private Waits() {}

  /** A length of time in nanoseconds; more than a {@code long} holds is for ever. */
  static long nanos(Duration time) {
    try {
      return time.toNanos();
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }

  /** The next interval after one in which nothing happened. */
  static long longer(long pause) {
    return Math.min(2 * pause, PAUSE_MAX_NANOS);
  }

  /**
   * What is left of a time-out.
   *
   * @param start {@link System#nanoTime()} when it began
   * @param timeoutNanos the time-out; {@link Long#MAX_VALUE} never ends
   * @return nanoseconds, at most 0 when it is over
   */
  static long left(long start, long timeoutNanos) {
    return timeoutNanos == Long.MAX_VALUE
        ? Long.MAX_VALUE
        : timeoutNanos - (System.nanoTime() - start);
  }

  /**
   * Parks the caller for a moment, as {@link #park}, while the chip carries out a command: an
   * interrupt does not end that, and stays to be seen later.
   */
  @SuppressWarnings("WaitNotInLoop")
  static void pause(Condition condition, long nanos) {
    boolean interrupted = Thread.interrupted();
    try {
      var _ = condition.awaitNanos(nanos);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Parks the caller, which gives up the lock meanwhile, until a signal, for a time at most. The
   * caller looks at everything anew, whatever woke it.
   *
   * @throws InterruptedIOException if the caller is interrupted; its interrupt status is set
   */
  @SuppressWarnings("WaitNotInLoop")
  static void park(Condition condition, long nanos) throws InterruptedIOException {
    try {
      if (nanos == Long.MAX_VALUE) {
        condition.await();
      } else {
        var _ = condition.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var interrupted = new InterruptedIOException("interrupted while waiting for the network");
      interrupted.initCause(e);
      throw interrupted;
    }
  }
}
