package dev.spinet.drivers.w5500;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.SOCK_STREAM;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.Drivers;
import dev.spinet.socket.Socket;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A simulated chip by its URI, as a program that has the simulator beside it opens one. */
@Timeout(60)
final class SimulatedUriTest {

  private static final byte[] TEXT = "Hello World!".getBytes(StandardCharsets.UTF_8);

  @Test
  void reachesAServerOfThisMachine() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var eth = assertInstanceOf(W5500.class, Drivers.open("sim:w5500"))) {
      eth.link();
      assertEquals("10.0.2.15", eth.linkInfo().ip().getHostAddress());
      try (var socket = new Socket(eth, AF_INET, SOCK_STREAM)) {
        socket.setTimeout(10_000);
        socket.connect("10.0.2.2", server.getLocalPort());
        socket.sendAll(TEXT);
        try (var accepted = server.accept()) {
          assertArrayEquals(TEXT, accepted.getInputStream().readNBytes(TEXT.length));
        }
      }
    }
  }

  @Test
  void isReachedThroughAForwardedPort() throws Exception {
    int port = freePort();
    try (var eth = (W5500) Drivers.open("sim:w5500?forward=" + port + ":7&int=no&buffers=4,4")) {
      eth.link();
      try (var server = new Socket(eth, AF_INET, SOCK_STREAM)) {
        server.setTimeout(10_000);
        server.bind(7);
        server.listen();
        var answer = CompletableFuture.supplyAsync(() -> ask(port));
        try (var accepted = server.accept()) {
          accepted.setTimeout(10_000);
          accepted.sendAll(accepted.recv(TEXT.length));
        }
        assertArrayEquals(TEXT, answer.get(10, TimeUnit.SECONDS));
      }
    }
  }

  private static byte[] ask(int port) {
    try (var socket = new java.net.Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(TEXT);
      return socket.getInputStream().readNBytes(TEXT.length);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** A free port below those that this machine hands out, so that it stays free. */
  private static int freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(10_000, 30_000);
      try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // It is taken.
      }
    }
  }

  @Test
  void takesTheOptionsOfTheDriver() throws Exception {
    try (var eth =
        (W5500)
            Drivers.open(
                "sim:w5500?ip=10.0.2.77/24&gateway=10.0.2.2&mac=02:00:00:00:00:07&speed=33MHz")) {
      eth.link();
      assertEquals("10.0.2.77", eth.linkInfo().ip().getHostAddress());
      assertEquals("02:00:00:00:00:07", eth.linkInfo().mac().toString());
    }
  }

  @Test
  void saysWhichPortItCannotHave() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var failure =
          assertThrows(
              SocketException.class,
              () -> Drivers.open("sim:w5500?forward=%d:7".formatted(taken.getLocalPort())));
      assertSays("cannot listen on port " + taken.getLocalPort(), failure);
      assertInstanceOf(BindException.class, failure.getCause());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sim:w5100               | there is no simulated 'w5100' in 'sim:w5100'; there are sim:esp-at and sim:w5500
          sim:w5500?reset=yes     | unknown option 'reset'
          sim:w5500?forward=7     | in 'sim:w5500?forward=7': '7' is not a forwarded port
          sim:w5500?forward=0:7   | a port is 1 to 65535, not 0
          sim:w5500?int=perhaps   | option 'int': 'perhaps' does not say whether
          sim:w5500?mask=255.0.0.0| option 'mask' in 'sim:w5500?mask=255.0.0.0': it needs 'ip' too
          """)
  void refuses(String uri, String sentence) {
    var refusal = assertThrows(IllegalArgumentException.class, () -> Drivers.open(uri));
    assertSays(sentence, refusal);
  }

  private static void assertSays(String sentence, Exception failure) {
    String message = Objects.requireNonNull(failure.getMessage());
    assertTrue(message.contains(sentence), message);
  }
}
