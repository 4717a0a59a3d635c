package dev.spinet.cli.sim;

import dev.spinet.simulator.w5500.Diagnostic;
import java.io.PrintStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Shows diagnostics as they happen, but not more than a person can read: ten in a second, and the
 * number of the others.
 */
final class Complaints implements AutoCloseable {

  private static final int SHOWN_PER_WINDOW = 10;
  private static final long WINDOW_MILLIS = 1_000;
  private static final long JOIN_MILLIS = 5_000;

  private final PrintStream err;
  private final BlockingQueue<Complaint> waiting = new ArrayBlockingQueue<>(SHOWN_PER_WINDOW);
  private final AtomicLong left = new AtomicLong();
  private final AtomicLong count = new AtomicLong();
  private final Thread printer;
  private volatile boolean closed;

  Complaints(PrintStream err) {
    this.err = err;
    this.printer = Thread.ofPlatform().daemon().name("spinet-diagnostics").start(this::print);
  }

  /** Who has something to say, and what: {@code chip 1: }, or nothing if there is only one. */
  private record Complaint(String who, Diagnostic diagnostic) {}

  /** A listener for the diagnostics of a chip. */
  Consumer<Diagnostic> of(String who) {
    // Called under the chip's lock: only queues.
    return diagnostic -> {
      count.incrementAndGet();
      if (!waiting.offer(new Complaint(who, diagnostic))) {
        left.incrementAndGet();
      }
    };
  }

  /** How many there were, shown or not. */
  long count() {
    return count.get();
  }

  private void print() {
    long windowBegun = System.nanoTime();
    int shown = 0;
    try {
      while (!closed) {
        var next = waiting.poll(WINDOW_MILLIS, TimeUnit.MILLISECONDS);
        long age = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - windowBegun);
        if (age < WINDOW_MILLIS && shown == SHOWN_PER_WINDOW) {
          TimeUnit.MILLISECONDS.sleep(WINDOW_MILLIS - age);
          age = WINDOW_MILLIS;
        }
        if (age >= WINDOW_MILLIS) {
          windowBegun = System.nanoTime();
          shown = 0;
          sayHowManyMore();
        }
        if (next != null) {
          show(next);
          shown++;
        }
      }
    } catch (InterruptedException e) {
      // Only close() interrupts this thread; what is left is shown below.
    }
    for (var next = waiting.poll(); next != null; next = waiting.poll()) {
      show(next);
    }
    sayHowManyMore();
  }

  private void show(Complaint complaint) {
    err.println("wrong use: " + complaint.who() + complaint.diagnostic());
  }

  private void sayHowManyMore() {
    long more = left.getAndSet(0);
    if (more > 0) {
      err.println("wrong use: and " + more + " more, not shown");
    }
  }

  /** Shows what is left. Closing twice has no effect. */
  @Override
  public void close() {
    closed = true;
    printer.interrupt();
    try {
      printer.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
