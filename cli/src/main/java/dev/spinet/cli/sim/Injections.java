package dev.spinet.cli.sim;

import dev.spinet.simulator.scenario.Injection;
import java.io.PrintStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Shows faults as they are injected. The simulation never waits for the terminal: what comes faster
 * than it can be shown is left out.
 */
public final class Injections implements AutoCloseable {

  private static final int WAITING = 100;
  private static final long PATIENCE_SECONDS = 5;

  private final PrintStream err;
  private final LongAdder count = new LongAdder();
  private final ThreadPoolExecutor printer =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING),
          Thread.ofPlatform().daemon().name("spinet-faults").factory(),
          new ThreadPoolExecutor.DiscardPolicy());

  /**
   * None yet.
   *
   * @param err where they are shown
   */
  public Injections(PrintStream err) {
    this.err = err;
  }

  /** A listener for the faults of a chip. */
  Consumer<Injection> of(String who) {
    return injection -> show(who + injection);
  }

  /**
   * Shows one.
   *
   * @param text what it is
   */
  public void show(String text) {
    count.increment();
    printer.execute(() -> err.println("fault: " + text));
  }

  /**
   * How many there were, shown or not.
   *
   * @return a number
   */
  public long count() {
    return count.sum();
  }

  /** Shows what waits. Closing twice has no effect. */
  @Override
  public void close() {
    printer.shutdown();
    try {
      if (!printer.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        printer.shutdownNow();
      }
    } catch (InterruptedException e) {
      printer.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
