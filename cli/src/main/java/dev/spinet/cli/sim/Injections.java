package dev.spinet.cli.sim;

import dev.spinet.simulator.scenario.Injection;
import java.io.PrintStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Shows faults as they are injected. The simulation never waits for the terminal: what comes faster
 * than it can be shown is left out.
 */
final class Injections implements Consumer<Injection>, AutoCloseable {

  private static final int WAITING = 100;
  private static final long PATIENCE_SECONDS = 5;

  private final PrintStream err;
  private final ThreadPoolExecutor printer =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING),
          Thread.ofPlatform().daemon().name("spinet-faults").factory(),
          new ThreadPoolExecutor.DiscardPolicy());

  Injections(PrintStream err) {
    this.err = err;
  }

  @Override
  public void accept(Injection injection) {
    printer.execute(() -> err.println("fault: " + injection));
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
