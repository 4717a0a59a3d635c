package dev.spinet.simulator.clock;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Time as it passes, with one daemon thread that runs the tasks. A task that throws is reported and
 * the clock goes on with the next one.
 */
public final class RealTimeClock implements SimulationClock, AutoCloseable {

  private static final System.Logger LOG = System.getLogger(RealTimeClock.class.getName());

  /**
   * How long the thread looks for new work before it parks. Waking a parked thread costs tens of
   * microseconds, and the answer to a frame is usually the next thing to do.
   */
  private static final long SPIN_NANOS = TimeUnit.MICROSECONDS.toNanos(15);

  /** How long {@link #close()} waits for a task that is running. */
  private static final long CLOSE_MILLIS = 5_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final TaskQueue queue = new TaskQueue();
  private final Consumer<? super Throwable> failureHandler;
  private final Thread thread;

  private boolean parked;
  private final AtomicLong additions = new AtomicLong();
  private volatile boolean closed;

  /** A clock that reports failed tasks to the system logger. */
  public RealTimeClock() {
    this(failure ->
        LOG.log(System.Logger.Level.ERROR, "a task of the simulation has failed", failure));
  }

  /**
   * A clock that reports failed tasks to the caller.
   *
   * @param failureHandler gets what a task has thrown; called on the clock's thread
   */
  public RealTimeClock(Consumer<? super Throwable> failureHandler) {
    this.failureHandler = failureHandler;
    this.thread = Thread.ofPlatform().daemon().name("spinet-simulation-clock").unstarted(this::run);
    thread.start();
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  /**
   * {@inheritDoc}
   *
   * <p>After {@link #close()} the task never runs.
   */
  @Override
  public Scheduled schedule(long delayNanos, Runnable task) {
    lock.lock();
    try {
      var scheduled = queue.add(System.nanoTime(), delayNanos, task);
      if (closed) {
        queue.clear();
        return scheduled;
      }
      additions.incrementAndGet();
      if (parked && queue.peek() == scheduled) {
        parked = false;
        changed.signal();
      }
      return scheduled;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Stops the clock. Tasks that have not started never run; a running one is waited for, at most a
   * few seconds, unless the caller is that task. Closing twice has no effect.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      queue.clear();
      changed.signal();
    } finally {
      lock.unlock();
    }
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (true) {
      TaskQueue.Task task;
      try {
        task = next();
      } catch (InterruptedException e) {
        // Nobody but a task itself can have interrupted this thread; the clock must go on.
        continue;
      }
      if (task == null) {
        return;
      }
      runReporting(task);
    }
  }

  @SuppressWarnings("CatchingUnchecked") // A handler that fails must not stop time either.
  private void runReporting(TaskQueue.Task task) {
    try {
      task.run();
    } catch (Throwable failure) {
      try {
        failureHandler.accept(failure);
      } catch (RuntimeException handlerFailure) {
        handlerFailure.addSuppressed(failure);
        LOG.log(System.Logger.Level.ERROR, "the failure handler has failed", handlerFailure);
      }
    }
  }

  /** Waits for the next due task; null when the clock is closed. */
  private TaskQueue.@Nullable Task next() throws InterruptedException {
    long deadline = 0;
    boolean spun = false;
    while (true) {
      long seen;
      lock.lock();
      try {
        if (closed) {
          return null;
        }
        var due = queue.pollDue(System.nanoTime());
        if (due != null) {
          return due;
        }
        if (spun) {
          park();
          spun = false;
          continue;
        }
        var head = queue.peek();
        deadline = System.nanoTime() + SPIN_NANOS;
        if (head != null && head.due - deadline < 0) {
          deadline = head.due;
        }
        seen = additions.get();
      } finally {
        lock.unlock();
      }
      while (additions.get() == seen && System.nanoTime() - deadline < 0) {
        Thread.onSpinWait();
      }
      spun = additions.get() == seen;
    }
  }

  @SuppressWarnings("WaitNotInLoop") // The caller looks again, whatever the reason for waking up.
  private void park() throws InterruptedException {
    var head = queue.peek();
    parked = true;
    try {
      if (head == null) {
        changed.await();
      } else {
        changed.awaitNanos(head.due - System.nanoTime());
      }
    } finally {
      parked = false;
    }
  }
}
