package dev.spinet.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.cli.device.Devices;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command, run by a thread that is interrupted as Ctrl-C does it. */
public final class RunningCommand implements AutoCloseable {

  private static final long LIMIT_SECONDS = 60;

  private final Captured pipe = Captured.pipe();
  private final Thread thread;
  private volatile int code = -1;

  private RunningCommand(List<String> arguments) {
    thread =
        Thread.ofPlatform()
            .unstarted(() -> code = pipe.run(Devices::open, arguments.toArray(String[]::new)));
  }

  /** Starts a command and waits until it says that it is ready. */
  public static RunningCommand start(String... arguments) throws InterruptedException {
    var command = launch(arguments);
    command.await("Ctrl-C ends it.");
    return command;
  }

  /** Starts a command. */
  public static RunningCommand launch(String... arguments) {
    var command = new RunningCommand(List.of(arguments));
    command.thread.start();
    return command;
  }

  /** Waits until the command has said something, on either stream. */
  public void await(String text) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!said(text) && thread.isAlive() && System.nanoTime() < deadline) {
      thread.join(10);
    }
    assertTrue(said(text), () -> "never said '" + text + "': " + out() + err());
  }

  private boolean said(String text) {
    return out().contains(text) || err().contains(text);
  }

  public boolean isRunning() {
    return thread.isAlive();
  }

  public String out() {
    return pipe.out();
  }

  public String err() {
    return pipe.err();
  }

  /** Interrupts the command and gives its exit code. */
  public int end() throws InterruptedException {
    thread.interrupt();
    return awaitEnd();
  }

  /** Waits until the command ends by itself and gives its exit code. */
  public int awaitEnd() throws InterruptedException {
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
