package dev.spinet.simulator.bus;

import dev.spinet.bindings.bus.BusException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Where a thread waits for the level of an interrupt line that other threads change. */
public final class InterruptWait {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean wakeup;
  private boolean closed;

  /** Nobody waits yet. */
  public InterruptWait() {}

  /** The level at the moment of asking. */
  @FunctionalInterface
  public interface Level {

    /**
     * Looks at the level. Called with the lock of the wait held: must not block.
     *
     * @return whether the line is asserted
     * @throws BusException if nobody can know any more; ends the wait
     */
    boolean isAsserted() throws BusException;
  }

  /**
   * Waits as {@link dev.spinet.bindings.bus.InterruptLine#await} does. An interrupt of the waiting
   * thread ends the wait like a time-out and leaves the thread's interrupt status set.
   *
   * @param level the level; {@link #levelChanged()} tells of its changes
   * @param timeoutNanos the longest wait; {@link Long#MAX_VALUE} for ever
   * @return whether the line is asserted
   * @throws BusException if the level cannot be known
   */
  public boolean await(Level level, long timeoutNanos) throws BusException {
    long left = timeoutNanos;
    lock.lock();
    try {
      while (!wakeup && !closed) {
        if (level.isAsserted()) {
          return true;
        }
        if (left <= 0) {
          return false;
        }
        if (timeoutNanos == Long.MAX_VALUE) {
          changed.await();
        } else {
          left = changed.awaitNanos(left);
        }
      }
      wakeup = false;
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Makes who waits look at the level again. */
  public void levelChanged() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends a present or the next wait. */
  public void wakeup() {
    lock.lock();
    try {
      wakeup = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends all waits from now on. */
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
