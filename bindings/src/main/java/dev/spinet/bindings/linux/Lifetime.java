package dev.spinet.bindings.linux;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Counts who is using a device, so that the last one out frees it. A descriptor that is closed
 * while another thread waits on it may be given to the next file that is opened, and the waiting
 * thread would go on with that one.
 *
 * <p>Entering and leaving allocates nothing and never waits.
 */
final class Lifetime {
  /** Frees what a device holds. */
  @FunctionalInterface
  interface Release {
    void run() throws IOException;
  }

  private static final int CLOSING = Integer.MIN_VALUE;

  /** Enough for anybody who was woken to leave; nobody's correctness depends on it. */
  private static final long LEAVING_SECONDS = 5;

  private final AtomicInteger users = new AtomicInteger();
  private final CountDownLatch released = new CountDownLatch(1);
  private final Runnable wake;
  private final Release release;
  private volatile @Nullable IOException failure;

  /**
   * A device in use.
   *
   * @param wake makes those who wait on the device leave
   * @param release frees the device; runs once, when nobody uses it any more
   */
  Lifetime(Runnable wake, Release release) {
    this.wake = wake;
    this.release = release;
  }

  /**
   * Begins to use the device. Everyone let in must leave by {@link #exit()}.
   *
   * @return whether the device is open; if not, it must not be used, and not be left either
   */
  boolean enter() {
    int seen = users.get();
    while (seen >= 0) {
      if (users.compareAndSet(seen, seen + 1)) {
        return true;
      }
      seen = users.get();
    }
    return false;
  }

  /** Ends the use of the device. */
  void exit() {
    if (users.decrementAndGet() == CLOSING) {
      try {
        release.run();
      } catch (IOException e) {
        failure = e;
      } finally {
        released.countDown();
      }
    }
  }

  /** Whether it is closed or about to be. */
  boolean isClosing() {
    return users.get() < 0;
  }

  /**
   * Closes the device: lets nobody in, wakes who is inside and waits until they have left, so that
   * the device is free for others on return. Should one stay longer than some seconds, or this
   * thread be interrupted, the last one out frees the device later.
   *
   * @throws IOException if freeing failed; thrown once
   */
  void close() throws IOException {
    int seen;
    do {
      seen = users.get();
      if (seen < 0) {
        return;
      }
      // Counted as a user itself: what wakes the others is freed together with the device.
    } while (!users.compareAndSet(seen, (seen + 1) | CLOSING));
    try {
      wake.run();
    } finally {
      exit();
    }
    try {
      // Nobody who has to leave is waiting for this thread, so the wait is short.
      if (!released.await(LEAVING_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    var thrown = failure;
    if (thrown != null) {
      throw thrown;
    }
  }
}
