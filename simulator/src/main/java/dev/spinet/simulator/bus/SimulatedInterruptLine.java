package dev.spinet.simulator.bus;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.bus.InterruptLine;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The board's end of a simulated chip's interrupt wire. */
public final class SimulatedInterruptLine implements InterruptLine {

  private final Wire wire;
  private final Wire.Listener listener = this::levelChanged;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean wakeup;
  private boolean closed;

  /**
   * Connects to the chip.
   *
   * @param wire the chip's interrupt wire
   */
  public SimulatedInterruptLine(Wire wire) {
    this.wire = wire;
    wire.watch(listener);
  }

  @Override
  public boolean isAsserted() {
    return wire.isAsserted();
  }

  /**
   * {@inheritDoc}
   *
   * <p>An interrupt of the waiting thread ends the wait like a time-out and leaves the thread's
   * interrupt status set.
   */
  @Override
  public boolean await(long timeoutNanos) throws BusException {
    long left = timeoutNanos;
    lock.lock();
    try {
      while (!wakeup && !closed) {
        if (wire.isAsserted()) {
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

  @Override
  public void wakeup() {
    lock.lock();
    try {
      wakeup = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    wire.unwatch(listener);
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void levelChanged(boolean asserted) {
    if (asserted) {
      lock.lock();
      try {
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }
}
