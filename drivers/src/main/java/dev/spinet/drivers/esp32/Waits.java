package dev.spinet.drivers.esp32;

import java.io.InterruptedIOException;
import java.util.concurrent.locks.Condition;

/** Waiting on a condition with a deadline, an end, and an ear for interrupts. */
final class Waits {

  private Waits() {}

  /**
   * Waits until the condition is signalled, perhaps for nothing.
   *
   * @param start when the call began
   * @param timeoutNanos the longest wait since then; {@link Long#MAX_VALUE} for ever
   * @param what what is waited for, for messages
   * @return {@code false} if the time is over
   * @throws InterruptedIOException if the thread is interrupted, its interrupt status set
   */
  @SuppressWarnings("WaitNotInLoop") // Every caller looks again at what it waits for.
  static boolean await(Condition condition, long start, long timeoutNanos, String what)
      throws InterruptedIOException {
    try {
      if (timeoutNanos == Long.MAX_VALUE) {
        condition.await();
        return true;
      }
      long left = timeoutNanos - (System.nanoTime() - start);
      if (left <= 0) {
        return false;
      }
      var _ = condition.awaitNanos(left);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var interrupted = new InterruptedIOException(what + " was interrupted");
      interrupted.initCause(e);
      throw interrupted;
    }
  }
}
