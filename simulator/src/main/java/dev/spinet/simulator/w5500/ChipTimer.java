package dev.spinet.simulator.w5500;

import dev.spinet.simulator.clock.SimulationClock;
import org.jspecify.annotations.Nullable;

/**
 * A timer of the chip, used under the chip's lock. Restarting it for a later time costs nothing:
 * the task that is already scheduled finds out when it runs.
 */
final class ChipTimer {

  private final ChipCore core;
  private final Runnable action;
  private boolean running;
  private long deadline;
  private SimulationClock.@Nullable Scheduled task;
  private long taskTime;

  /**
   * A stopped timer.
   *
   * @param action what to do when it runs out, under the chip's lock
   */
  ChipTimer(ChipCore core, Runnable action) {
    this.core = core;
    this.action = action;
  }

  void start(long delayNanos) {
    long now = core.clock.nanoTime();
    running = true;
    deadline = now + delayNanos;
    if (task != null && taskTime - deadline > 0) {
      task.cancel();
      task = null;
    }
    if (task == null) {
      schedule(now);
    }
  }

  void stop() {
    running = false;
  }

  /** Runs out now if it is time to: the clock's thread may be late. */
  void runIfDue() {
    if (running && deadline - core.clock.nanoTime() <= 0) {
      running = false;
      action.run();
    }
  }

  boolean isRunning() {
    return running;
  }

  private void schedule(long now) {
    taskTime = deadline;
    task = core.clock.schedule(deadline - now, this::wake);
  }

  private void wake() {
    core.lock();
    try {
      long now = core.clock.nanoTime();
      if (task == null || taskTime - now > 0) {
        // Cancelled too late to be kept from running: its successor is on its way.
        return;
      }
      task = null;
      if (!running) {
        return;
      }
      if (deadline - now > 0) {
        schedule(now);
        return;
      }
      running = false;
      action.run();
    } finally {
      core.unlock();
    }
  }
}
