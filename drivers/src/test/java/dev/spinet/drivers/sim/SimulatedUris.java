package dev.spinet.drivers.sim;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.SOCK_STREAM;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.Socket;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** What a simulated chip can do that was opened by its URI, whichever chip it is. */
public final class SimulatedUris {

  private static final byte[] TEXT = "Hello World!".getBytes(StandardCharsets.UTF_8);
  private static final int PATIENCE_MILLIS = 10_000;
  private static final int ECHO_PORT = 7;

  private SimulatedUris() {}

  /**
   * Data get from the chip to a server of this machine.
   *
   * @param driver of the chip, which is linked
   * @param server listens on this machine's loopback
   * @throws IOException if they do not
   */
  public static void assertReaches(NetworkDriver driver, ServerSocket server) throws IOException {
    try (var socket = new Socket(driver, AF_INET, SOCK_STREAM)) {
      socket.setTimeout(PATIENCE_MILLIS);
      socket.connect("10.0.2.2", server.getLocalPort());
      socket.sendAll(TEXT);
      try (var accepted = server.accept()) {
        assertArrayEquals(TEXT, accepted.getInputStream().readNBytes(TEXT.length));
      }
    }
  }

  /**
   * Data get from this machine to port 7 of the chip, and back.
   *
   * @param driver of the chip, which is linked
   * @param port of this machine that leads there
   * @throws Exception if they do not
   */
  public static void assertIsReached(NetworkDriver driver, int port) throws Exception {
    try (var server = new Socket(driver, AF_INET, SOCK_STREAM)) {
      server.setTimeout(PATIENCE_MILLIS);
      server.bind(ECHO_PORT);
      server.listen();
      var answer = CompletableFuture.supplyAsync(() -> ask(port));
      try (var accepted = server.accept()) {
        accepted.setTimeout(PATIENCE_MILLIS);
        accepted.sendAll(accepted.recv(TEXT.length));
      }
      assertArrayEquals(TEXT, answer.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
    }
  }

  private static byte[] ask(int port) {
    try (var socket = new java.net.Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(TEXT);
      return socket.getInputStream().readNBytes(TEXT.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A port of this machine's loopback that nobody listens on, below those that this machine hands
   * out, so that it stays free.
   *
   * @return its number
   */
  public static int freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(10_000, 30_000);
      try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // It is taken.
      }
    }
  }

  /**
   * The message of a failure has a sentence in it.
   *
   * @param sentence what is said
   * @param failure who says it
   */
  public static void assertSays(String sentence, Exception failure) {
    String message = Objects.requireNonNull(failure.getMessage());
    assertTrue(message.contains(sentence), message);
  }
}
