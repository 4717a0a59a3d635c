package dev.spinet.cli;

import dev.spinet.cli.device.Devices;
import dev.spinet.cli.terminal.Terminal;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Where the process starts. */
public final class Main {

  /** How long the end of an interrupted command may take until the process ends regardless. */
  private static final long PATIENCE_SECONDS = 5;

  /** As java.util.logging.SimpleFormatter and LogManager describe these properties. */
  private static final String LOG_FORMAT = "java.util.logging.SimpleFormatter.format";

  private static final String LOG_CONFIGURATION = "java.util.logging.config.file";

  private Main() {}

  /**
   * Runs the command line and ends the process with its exit code. A signal that ends the process
   * (SIGINT, SIGTERM, SIGHUP) first interrupts the command and lets it close what it has opened;
   * the exit code is then 128 plus the signal's number.
   *
   * @param arguments the arguments
   */
  public static void main(String[] arguments) {
    var terminal = Terminal.system();
    tellLogInLines(terminal, List.of(arguments).contains("--verbose"));
    var ended = new CountDownLatch(1);
    Thread command = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> stop(command, ended)));
    int code;
    try {
      code = Spinet.run(terminal, Devices::open, arguments);
    } finally {
      ended.countDown();
    }
    System.exit(code);
  }

  /**
   * What drivers log is a line like all others here, without time and class, and is not mixed with
   * a line that is going to be taken away. Whoever configures logging gets what is configured.
   */
  private static void tellLogInLines(Terminal terminal, boolean verbose) {
    if (System.getProperty(LOG_FORMAT) == null && System.getProperty(LOG_CONFIGURATION) == null) {
      System.setProperty(
          LOG_FORMAT,
          (terminal.errIsTerminal() ? "\r\033[K" : "")
              + "spinet: %5$s"
              + (verbose ? "%6$s%n" : "%n"));
    }
  }

  private static void stop(Thread command, CountDownLatch ended) {
    command.interrupt();
    try {
      if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("spinet: the command did not end in time after a signal");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
