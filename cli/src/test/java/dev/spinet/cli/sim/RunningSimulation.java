package dev.spinet.cli.sim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.cli.Captured;
import dev.spinet.cli.device.Devices;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command, run by a thread that is interrupted as Ctrl-C does it. */
final class RunningSimulation implements AutoCloseable {

  private static final long LIMIT_SECONDS = 60;

  private final Captured pipe = Captured.pipe();
  private final Thread thread;
  private volatile int code = -1;

  private RunningSimulation(List<String> arguments) {
    thread =
        Thread.ofPlatform()
            .unstarted(() -> code = pipe.run(Devices::open, arguments.toArray(String[]::new)));
  }

  /** Starts the command and waits until it says that it is ready. */
  static RunningSimulation start(String... options) throws InterruptedException {
    return startOf("w5500", options);
  }

  /** The same for another chip. */
  static RunningSimulation startOf(String chip, String... options) throws InterruptedException {
    var arguments = new ArrayList<>(List.of("sim", chip));
    arguments.addAll(List.of(options));
    var simulation = new RunningSimulation(arguments);
    simulation.thread.start();
    simulation.await("Ctrl-C ends it.");
    return simulation;
  }

  /**
   * What a simulation has complained about, but for a chip that is asked too early after a reset:
   * on a busy machine the chip's start may take longer than a driver has reason to wait.
   */
  static List<String> complaints(String err) {
    return err.lines()
        .filter(line -> !line.contains("NOT_READY") && !line.endsWith("more, not shown"))
        .toList();
  }

  /** Waits until the command has said something, on either stream. */
  void await(String text) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!said(text) && thread.isAlive() && System.nanoTime() < deadline) {
      thread.join(10);
    }
    assertTrue(said(text), () -> "never said '" + text + "': " + out() + err());
  }

  private boolean said(String text) {
    return out().contains(text) || err().contains(text);
  }

  String out() {
    return pipe.out();
  }

  String err() {
    return pipe.err();
  }

  /** Interrupts the command and gives its exit code. */
  int end() throws InterruptedException {
    thread.interrupt();
    return awaitEnd();
  }

  /** Waits until the command ends by itself and gives its exit code. */
  int awaitEnd() throws InterruptedException {
    thread.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
    assertTrue(!thread.isAlive(), "it does not end");
    return code;
  }

  /** Lets the command end by itself; {@link #end()} is what tests check it with. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
