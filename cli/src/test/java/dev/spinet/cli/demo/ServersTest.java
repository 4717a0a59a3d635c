package dev.spinet.cli.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The servers of the demonstration, met by the JDK's own clients. */
class ServersTest {

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static URI uri(DownloadServer server) {
    return URI.create("http://127.0.0.1:" + server.port() + DownloadServer.PATH);
  }

  @Test
  void serveWhatTheyHash() throws Exception {
    try (var server = new DownloadServer(LOOPBACK, 200_003)) {
      byte[] body;
      try (var stream = uri(server).toURL().openStream()) {
        body = stream.readAllBytes();
      }
      assertEquals(200_003, body.length);
      assertArrayEquals(Sha256.create().digest(body), server.served(PATIENCE));
    }
  }

  @Test
  void doNotHaveWhatWasNotAskedFor() throws Exception {
    try (var server = new DownloadServer(LOOPBACK, 1)) {
      assertThrows(IOException.class, () -> server.served(Duration.ofMillis(1)));
    }
  }

  @Test
  void sayThatTheClientLeft() throws Exception {
    try (var server = new DownloadServer(LOOPBACK, 1L << 40)) {
      try (var stream = uri(server).toURL().openStream()) {
        assertTrue(stream.read() >= 0);
      }
      var failure = assertThrows(IOException.class, () -> server.served(PATIENCE));
      assertEquals("the HTTP server could not serve to the end", failure.getMessage());
    }
  }

  @Test
  void echoAndHangUpWhenClosed() throws Exception {
    var server = new EchoServer(LOOPBACK);
    try (var one = new Socket(LOOPBACK, server.port());
        var two = new Socket(LOOPBACK, server.port())) {
      one.getOutputStream().write("one".getBytes(StandardCharsets.UTF_8));
      two.getOutputStream().write("two".getBytes(StandardCharsets.UTF_8));
      assertEquals("two", text(two.getInputStream().readNBytes(3)));
      assertEquals("one", text(one.getInputStream().readNBytes(3)));
      server.close();
      assertEquals(-1, one.getInputStream().read());
    } finally {
      server.close();
    }
    awaitRefusal(server.port());
  }

  /** The last thread that waited on a listener closes it for good, a moment after close(). */
  private static void awaitRefusal(int port) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      try {
        new Socket(LOOPBACK, port).close();
      } catch (ConnectException _) {
        return;
      }
    }
    fail("port %d still takes connections".formatted(port));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void keepTheInterruptWhenClosed() throws Exception {
    var download = new DownloadServer(LOOPBACK, 1);
    var echo = new EchoServer(LOOPBACK);
    Thread.currentThread().interrupt();
    echo.close();
    download.close();
    assertTrue(Thread.interrupted());
    assertFalse(Thread.interrupted());
  }
}
