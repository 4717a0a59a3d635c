package dev.spinet.drivers.w5500;

import dev.spinet.bindings.bus.InterruptLine;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A line that is wired to nothing. */
final class DeafLine implements InterruptLine {
  private final Semaphore wakeups = new Semaphore(0);

  @Override
  public boolean isAsserted() {
    return false;
  }

  @Override
  public boolean await(long timeoutNanos) {
    try {
      if (wakeups.tryAcquire(timeoutNanos, TimeUnit.NANOSECONDS)) {
        wakeups.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  @Override
  public void wakeup() {
    wakeups.release();
  }

  @Override
  public void close() {
    wakeups.release();
  }
}
