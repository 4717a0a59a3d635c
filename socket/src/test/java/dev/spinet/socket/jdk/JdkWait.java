package dev.spinet.socket.jdk;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.Selector;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Waits for a non-blocking channel, with the time-outs and interrupts of an endpoint. */
final class JdkWait {

  private final Set<Selector> selectors = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Tries what may have to wait. */
  interface Attempt {
    /** Whether it is done. */
    boolean run() throws IOException;
  }

  /**
   * Repeats an attempt whenever the channel is ready.
   *
   * @return whether it was done in time
   */
  boolean until(SelectableChannel channel, int operation, long timeoutNanos, Attempt attempt)
      throws IOException {
    if (attempt.run()) {
      return true;
    }
    if (timeoutNanos == 0) {
      return false;
    }
    long start = System.nanoTime();
    try (var selector = Selector.open()) {
      selectors.add(selector);
      channel.register(selector, operation);
      while (true) {
        long left = timeoutNanos - (System.nanoTime() - start);
        if (closed) {
          throw new ClosedChannelException();
        }
        if (attempt.run()) {
          return true;
        }
        if (left <= 0) {
          return false;
        }
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedIOException("interrupted");
        }
        selector.select(
            timeoutNanos == Long.MAX_VALUE ? 0 : TimeUnit.NANOSECONDS.toMillis(left) + 1);
        selector.selectedKeys().clear();
      }
    } catch (ClosedSelectorException e) {
      var gone = new ClosedChannelException();
      gone.initCause(e);
      throw gone;
    } finally {
      selectors.removeIf(selector -> !selector.isOpen());
    }
  }

  /** Lets those that wait try again. */
  void wake() {
    for (Selector selector : selectors) {
      selector.wakeup();
    }
  }

  void close() {
    closed = true;
    wake();
  }
}
