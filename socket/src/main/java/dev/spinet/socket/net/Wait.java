package dev.spinet.socket.net;

import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;

/**
 * One call that waits the way {@code java.net} does: an interrupt ends it on a virtual thread only,
 * a platform thread goes on waiting and has its interrupt status set in the end. Used like
 *
 * <pre>{@code
 * try (var wait = new Wait(timeoutMillis)) {
 *   while (true) {
 *     try {
 *       return something(wait.left());
 *     } catch (InterruptedIOException e) {
 *       wait.interrupted(e);
 *     }
 *   }
 * }
 * }</pre>
 */
final class Wait implements AutoCloseable {

  private static final long FOREVER = Long.MAX_VALUE;

  private final long limit;
  private final long start = System.nanoTime();
  private boolean interrupted;

  /**
   * Begins.
   *
   * @param millis the time limit of the whole call; 0 for none
   */
  Wait(int millis) {
    limit = millis == 0 ? FOREVER : TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** How long the next attempt may take, in nanoseconds. */
  long left() {
    return limit == FOREVER ? FOREVER : Math.max(0, limit - (System.nanoTime() - start));
  }

  /**
   * An attempt was interrupted. On a platform thread the next one follows, for which the interrupt
   * status has to be clear.
   *
   * @throws InterruptedIOException the same, on a virtual thread; its interrupt status stays set
   */
  void interrupted(InterruptedIOException interrupt) throws InterruptedIOException {
    if (Thread.currentThread().isVirtual()) {
      throw interrupt;
    }
    interrupted |= Thread.interrupted();
  }

  @Override
  public void close() {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
