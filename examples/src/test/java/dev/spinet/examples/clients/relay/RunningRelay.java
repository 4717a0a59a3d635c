package dev.spinet.examples.clients.relay;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.cli.Spinet;
import dev.spinet.cli.device.Devices;
import dev.spinet.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** {@code spinet forward} or {@code spinet socks} on a simulated chip, until it is closed. */
final class RunningRelay implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 60;
  private static final Pattern PORT = Pattern.compile("port 127\\.0\\.0\\.1:([0-9]+) ");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Thread thread;

  private RunningRelay(String... words) {
    var terminal =
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            false,
            false,
            true,
            () -> 80);
    thread = Thread.ofPlatform().start(() -> Spinet.run(terminal, Devices::open, words));
  }

  /** Starts the command and waits until it listens. */
  static RunningRelay start(String... words) throws InterruptedException {
    var relay = new RunningRelay(words);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!relay.out().contains("Ctrl-C ends it.")
        && relay.thread.isAlive()
        && System.nanoTime() < deadline) {
      relay.thread.join(10);
    }
    assertTrue(relay.out().contains("Ctrl-C ends it."), relay::err);
    return relay;
  }

  /** The port of this machine on which it listens. */
  int port() {
    var matcher = PORT.matcher(out());
    assertTrue(matcher.find(), out());
    return Integer.parseInt(matcher.group(1));
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  /** What it has said of its connections. */
  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      assertTrue(thread.join(Duration.ofSeconds(PATIENCE_SECONDS)), "the relay does not end");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
