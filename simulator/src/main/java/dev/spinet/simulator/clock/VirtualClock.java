package dev.spinet.simulator.clock;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Time that stands still until a test moves it. Tasks run on the thread that moves the time, at
 * exactly their due time, so a simulation on this clock does the same thing in every run.
 *
 * <p>Tasks may be scheduled and cancelled by any thread; one thread at a time moves the clock. A
 * task that throws ends the call that ran it with that exception; the tasks after it stay
 * scheduled.
 */
public final class VirtualClock implements SimulationClock {

  private final ReentrantLock lock = new ReentrantLock();
  private final TaskQueue queue = new TaskQueue();
  private volatile long now;

  /** Starts at zero. */
  public VirtualClock() {}

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public Scheduled schedule(long delayNanos, Runnable task) {
    lock.lock();
    try {
      return queue.add(now, delayNanos, task);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Moves the time on, running everything that is due on the way, each task at its due time.
   *
   * @param duration how far; zero runs what is due now
   * @throws IllegalArgumentException if the duration is negative
   */
  public void advance(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("time does not go back by " + duration);
    }
    long end = now + duration.toNanos();
    for (var task = take(end); task != null; task = take(end)) {
      task.run();
    }
    now = end;
  }

  /** Runs what is due now, and what that schedules without delay, until nothing is left. */
  public void runUntilIdle() {
    advance(Duration.ZERO);
  }

  /**
   * Moves the time on from task to task until a condition holds.
   *
   * @param condition what to wait for; looked at before the first task and after each
   * @param limit how far the time may move
   * @return whether the condition holds; if not, the time has moved by {@code limit}
   */
  public boolean runUntil(BooleanSupplier condition, Duration limit) {
    long end = now + limit.toNanos();
    while (!condition.getAsBoolean()) {
      var task = take(end);
      if (task == null) {
        now = end;
        return condition.getAsBoolean();
      }
      task.run();
    }
    return true;
  }

  /**
   * Number of tasks that wait for their time.
   *
   * @return the number, cancelled ones not counted
   */
  public int pendingTasks() {
    lock.lock();
    try {
      return queue.size();
    } finally {
      lock.unlock();
    }
  }

  private TaskQueue.@Nullable Task take(long end) {
    lock.lock();
    try {
      var task = queue.pollDue(end);
      if (task != null && task.due - now > 0) {
        now = task.due;
      }
      return task;
    } finally {
      lock.unlock();
    }
  }
}
