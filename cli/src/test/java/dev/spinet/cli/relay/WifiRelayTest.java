package dev.spinet.cli.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.cli.RunningCommand;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The relays over Wi-Fi, with a module that cannot end one direction of a connection. */
@Timeout(120)
final class WifiRelayTest {

  private static final String QUESTION = "what?\n";

  private final byte[] answer = new byte[50_000];

  WifiRelayTest() {
    new Random(7).nextBytes(answer);
  }

  private static <T> CompletableFuture<T> inBackground(Callable<T> task) {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return task.call();
      } catch (Exception e) {
        throw new CompletionException(e);
      }
    });
  }

  private static ServerSocket server() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private static int port(RunningCommand relay) {
    var matcher = Pattern.compile("port 127.0.0.1:([0-9]+) ").matcher(relay.out());
    assertTrue(matcher.find(), relay.out());
    return Integer.parseInt(matcher.group(1));
  }

  private static int freePort() throws IOException {
    try (var socket = server()) {
      return socket.getLocalPort();
    }
  }

  /** Hears a question, answers it and closes. */
  private byte[] serve(ServerSocket server) throws IOException {
    try (var peer = server.accept()) {
      byte[] heard = peer.getInputStream().readNBytes(QUESTION.length());
      peer.getOutputStream().write(answer);
      return heard;
    }
  }

  /** Asks, perhaps says that no more will come, and reads all of the answer. */
  private static byte[] ask(int port, boolean thatIsAll) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(QUESTION.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      if (thatIsAll) {
        socket.shutdownOutput();
      }
      return socket.getInputStream().readAllBytes();
    }
  }

  @Test
  void anAnswerComesThoughTheQuestionHasEnded() throws Exception {
    try (var server = server();
        var relay =
            RunningCommand.start(
                "forward", "-d", "sim:esp-at", "0=10.0.2.2:" + server.getLocalPort())) {
      var served = inBackground(() -> serve(server));
      assertArrayEquals(answer, ask(port(relay), true));
      assertEquals(QUESTION.length(), served.get(60, TimeUnit.SECONDS).length);
      relay.await(" back: done");
      assertEquals(130, relay.end());
    }
  }

  @Test
  void aServiceOfTheBoardIsReachedThroughTheModule() throws Exception {
    int outside = freePort();
    try (var server = server();
        var relay =
            RunningCommand.start(
                "forward",
                "-d",
                "sim:esp-at?forward=%d:80".formatted(outside),
                "--reverse",
                "80=127.0.0.1:" + server.getLocalPort())) {
      var served = inBackground(() -> serve(server));
      assertArrayEquals(answer, ask(outside, false));
      assertEquals(QUESTION.length(), served.get(60, TimeUnit.SECONDS).length);
      assertEquals(130, relay.end());
    }
  }
}
