package dev.spinet.simulator.net.gateway;

import dev.spinet.simulator.clock.SimulationClock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The one lock of a gateway. Almost everything runs as a task of the clock anyway; the lock is for
 * the calls that come from other threads. Nothing waits while it is held.
 */
final class Confinement {
  private final SimulationClock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean closed;

  Confinement(SimulationClock clock) {
    this.clock = clock;
  }

  long nanoTime() {
    return clock.nanoTime();
  }

  /** Runs a task now, unless the gateway is closed. */
  void run(Runnable task) {
    lock.lock();
    try {
      if (!closed) {
        task.run();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Runs a task now, closed or not. */
  void always(Runnable task) {
    lock.lock();
    try {
      task.run();
    } finally {
      lock.unlock();
    }
  }

  /** Calls a task now, closed or not. */
  <T> T call(Supplier<T> task) {
    lock.lock();
    try {
      return task.get();
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    return closed;
  }

  /** Runs a task as one of the clock's, unless the gateway is closed by then. */
  SimulationClock.Scheduled schedule(long delayNanos, Runnable task) {
    return clock.schedule(delayNanos, () -> run(task));
  }

  /** Runs the last task; after that only {@link #always} and {@link #call} do anything. */
  void close(Runnable last) {
    lock.lock();
    try {
      if (!closed) {
        last.run();
        closed = true;
      }
    } finally {
      lock.unlock();
    }
  }
}
