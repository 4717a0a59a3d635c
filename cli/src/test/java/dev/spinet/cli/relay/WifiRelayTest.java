package dev.spinet.cli.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spinet.cli.RunningCommand;
import dev.spinet.simulator.espat.AccessPoint;
import dev.spinet.simulator.espat.EspAtOptions;
import dev.spinet.simulator.espat.EspAtPty;
import dev.spinet.simulator.lan.EspAtLan;
import dev.spinet.simulator.lan.W5500Lan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The relays over Wi-Fi, with a module that cannot end one direction of a connection. */
@Timeout(120)
final class WifiRelayTest {

  private static final String QUESTION = "what?\n";
  private static final String ADDRESS = "10.0.2.15";

  @TempDir private Path temporary;

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
  private static byte[] ask(RunningCommand relay, int port, boolean thatIsAll) throws IOException {
    var got = new ByteArrayOutputStream();
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(QUESTION.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      if (thatIsAll) {
        socket.shutdownOutput();
      }
      socket.getInputStream().transferTo(got);
      return got.toByteArray();
    } catch (SocketTimeoutException e) {
      throw new AssertionError(got.size() + " bytes came, and no end: " + relay.err(), e);
    }
  }

  @Test
  void anAnswerComesThoughTheQuestionHasEnded() throws Exception {
    try (var server = server();
        var relay =
            RunningCommand.start(
                "forward", "-d", "sim:esp-at", "0=10.0.2.2:" + server.getLocalPort())) {
      var served = inBackground(() -> serve(server));
      assertArrayEquals(answer, ask(relay, port(relay), true));
      assertEquals(QUESTION.length(), served.get(60, TimeUnit.SECONDS).length);
      relay.await(" back: done");
      assertEquals(130, relay.end());
    }
  }

  private static void awaitAddress(StateReader state, String address) throws Exception {
    state.await(it -> it.path("address").asText("none").equals(address));
  }

  private String device(EspAtPty port) throws IOException {
    var password = Files.writeString(temporary.resolve("password"), "corn-flower\n");
    return "--device=esp32:%s?ssid=workshop&password-file=%s".formatted(port.path(), password);
  }

  private static EspAtLan workshop() throws IOException {
    var air = List.of(AccessPoint.of("workshop", "corn-flower"));
    return new EspAtLan(EspAtOptions.DEFAULT, air, W5500Lan.Reach.HOST);
  }

  /** Nobody connects meanwhile: that alone would have the state told anew. */
  @Test
  void theStateSaysThatTheAccessPointIsLostAndBack() throws Exception {
    var file = temporary.resolve("state.json");
    var state = new StateReader(file);
    try (var lan = workshop();
        var port = EspAtPty.open(lan.module(), Optional.empty());
        var server = server();
        var relay =
            RunningCommand.start(
                "forward",
                device(port),
                "--state=" + file,
                "0=10.0.2.2:" + server.getLocalPort())) {
      awaitAddress(state, ADDRESS);
      var lost = lan.radio().silence();
      awaitAddress(state, "");
      lost.forEach(lan.radio()::add);
      awaitAddress(state, ADDRESS);
      var served = inBackground(() -> serve(server));
      assertArrayEquals(answer, ask(relay, port(relay), false));
      assertEquals(QUESTION.length(), served.get(60, TimeUnit.SECONDS).length);
      assertEquals(130, relay.end());
    }
  }

  @Test
  void aProxysStateSaysSoToo() throws Exception {
    var file = temporary.resolve("state.json");
    var state = new StateReader(file);
    try (var lan = workshop();
        var port = EspAtPty.open(lan.module(), Optional.empty());
        var relay =
            RunningCommand.launch(
                "socks", device(port), "--state=" + file, "--json", "--listen=0")) {
      awaitAddress(state, ADDRESS);
      var lost = lan.radio().silence();
      awaitAddress(state, "");
      lost.forEach(lan.radio()::add);
      awaitAddress(state, ADDRESS);
      assertEquals(130, relay.end());
      var told = new ArrayList<String>();
      for (String line : relay.out().lines().toList()) {
        told.add(new ObjectMapper().readTree(line).path("address").asText());
      }
      assertEquals(List.of(ADDRESS, "", ADDRESS), told);
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
      assertArrayEquals(answer, ask(relay, outside, false));
      assertEquals(QUESTION.length(), served.get(60, TimeUnit.SECONDS).length);
      assertEquals(130, relay.end());
    }
  }
}
