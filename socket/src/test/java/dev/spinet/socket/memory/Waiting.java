package dev.spinet.socket.memory;

import java.io.InterruptedIOException;
import java.util.concurrent.locks.Condition;

/** Waits with the time-outs and interrupts of an endpoint. */
final class Waiting {

  private Waiting() {}

  /**
   * Waits once; the callers loop.
   *
   * @return what is left of the time
   */
  @SuppressWarnings("WaitNotInLoop")
  static long await(Condition changed, long left) throws InterruptedIOException {
    try {
      if (left == Long.MAX_VALUE) {
        changed.await();
        return left;
      }
      return changed.awaitNanos(left);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var interrupted = new InterruptedIOException("interrupted");
      interrupted.initCause(e);
      throw interrupted;
    }
  }
}
