package dev.spinet.simulator.clock;

import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Tasks in the order in which a clock runs them: by due time, then by the order of scheduling. Not
 * safe for use by several threads; only {@link Task#cancel()} may come from any thread.
 */
final class TaskQueue {

  /**
   * A century or so: far enough for "never", near enough for times to be compared by difference.
   */
  private static final long LONGEST_DELAY = Long.MAX_VALUE / 2;

  /** Below this number of cancelled tasks sweeping them out costs more than it saves. */
  private static final int SWEEP_MINIMUM = 64;

  private final PriorityQueue<Task> tasks = new PriorityQueue<>();
  private final AtomicInteger cancelled = new AtomicInteger();
  private long sequence;

  Task add(long now, long delay, Runnable action) {
    long due = now + Math.clamp(delay, 0, LONGEST_DELAY);
    // A chip restarts its timers with every packet. Swept only now and then, the cancelled ones
    // cost constant time each and never outnumber the live ones for long.
    if (cancelled.get() > SWEEP_MINIMUM && cancelled.get() > tasks.size() / 2) {
      tasks.removeIf(Task::isSpent);
      cancelled.set(0);
    }
    var task = new Task(due, sequence++, action, cancelled);
    tasks.add(task);
    return task;
  }

  /** The next task that still has something to do, left in the queue. */
  @Nullable Task peek() {
    Task head = tasks.peek();
    while (head != null && head.isSpent()) {
      tasks.poll();
      cancelled.decrementAndGet();
      head = tasks.peek();
    }
    return head;
  }

  /** Takes the next task out if it is due, else returns null. */
  @Nullable Task pollDue(long now) {
    Task head = peek();
    if (head == null || head.due - now > 0) {
      return null;
    }
    return tasks.poll();
  }

  /** Number of tasks that still have something to do. */
  int size() {
    return (int) tasks.stream().filter(task -> !task.isSpent()).count();
  }

  void clear() {
    tasks.clear();
    cancelled.set(0);
  }

  /** One scheduled task. Holds its action until it runs or is cancelled, whichever is first. */
  static final class Task extends AtomicReference<@Nullable Runnable>
      implements SimulationClock.Scheduled, Comparable<Task> {

    private static final long serialVersionUID = 1L;

    final long due;
    private final long sequence;
    private final transient AtomicInteger cancelledCount;

    Task(long due, long sequence, Runnable action, AtomicInteger cancelledCount) {
      super(action);
      this.due = due;
      this.sequence = sequence;
      this.cancelledCount = cancelledCount;
    }

    void run() {
      Runnable action = getAndSet(null);
      if (action != null) {
        action.run();
      }
    }

    boolean isSpent() {
      return get() == null;
    }

    @Override
    public void cancel() {
      if (getAndSet(null) != null) {
        cancelledCount.incrementAndGet();
      }
    }

    // Differences, not values, are compared: nanoTime may wrap around.
    @Override
    public int compareTo(Task other) {
      int byTime = Long.signum(due - other.due);
      return byTime != 0 ? byTime : Long.signum(sequence - other.sequence);
    }
  }
}
