package dev.spinet.cli.demo;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spinet.cli.Captured;
import dev.spinet.cli.device.Devices;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The demonstration from end to end: socket, driver, SPI frames, simulated chip, real servers. */
class SimulatedDemoTest {

  private final Captured pipe = Captured.pipe();

  private int demo(String... arguments) {
    var line = new ArrayList<>(List.of("demo"));
    line.addAll(List.of(arguments));
    return pipe.run(Devices::open, line.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"sim:w5500", "sim:w5500?int=no", "sim:w5500?speed=20MHz&int=yes&buffers=4,4"})
  void succeeds(String uri) throws Exception {
    int code = demo("--json", "--size=300KiB", "--device", uri);
    assertEquals(0, code, pipe.err());
    JsonNode json = new ObjectMapper().readTree(pipe.out());
    long payload = json.at("/bus/download/payloadBytes").asLong();
    long busBytes = json.at("/bus/download/busBytes").asLong();
    assertAll(
        () -> assertEquals(uri, json.get("deviceUri").asText()),
        () -> assertTrue(json.at("/device/simulated").asBoolean()),
        () -> assertEquals("10.0.2.15", json.at("/link/ip").asText()),
        () -> assertEquals(300 * 1024, json.at("/download/bytes").asLong()),
        () -> assertTrue(payload > 300 * 1024),
        () -> assertTrue(busBytes > payload, "more payload than bytes on the bus"),
        () -> assertTrue(payload > busBytes / 2, "most of the bus was no payload: " + json),
        () -> assertTrue(json.at("/bus/start/frames").asLong() > 0),
        () -> assertTrue(json.at("/bus/echo/frames").asLong() > 0));
  }

  @Test
  void leavesNoThreadsBehind() throws Exception {
    demo("--size=1");
    Set<Thread> before = platformThreads();
    assertEquals(0, demo("--size=10000"), pipe.err());
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    Set<Thread> after = platformThreads();
    after.removeAll(before);
    while (!after.isEmpty() && System.nanoTime() < deadline) {
      after.iterator().next().join(100);
      after.removeIf(thread -> !thread.isAlive());
    }
    assertEquals(Set.of(), after);
  }

  /** All but those that the Java platform keeps for its virtual threads. */
  private static Set<Thread> platformThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.getName().startsWith("ForkJoinPool"))
        .filter(thread -> !thread.getName().startsWith("VirtualThread"))
        .filter(thread -> !thread.getName().contains("Poller"))
        .collect(Collectors.toSet());
  }

  @Test
  void namesARefusedConnection() throws Exception {
    // A port that is taken, so that nobody else listens there, and does not listen.
    try (var taken = new Socket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      int code = demo("--echo-server=10.0.2.2:" + taken.getLocalPort());
      assertEquals(4, code);
      assertComplains("refused");
    }
  }

  @Test
  void namesAHostThatDoesNotAnswer() {
    assertEquals(4, demo("--timeout=2s", "--echo-server=10.0.2.77:7"));
    assertComplains("10.0.2.77");
  }

  @Test
  void namesAServerThatSaysNothing() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertEquals(4, demo("--timeout=2s", "--echo-server=10.0.2.2:" + server.getLocalPort()));
      assertComplains("2000 ms");
    }
  }

  private void assertComplains(String sentence) {
    assertTrue(pipe.err().startsWith("spinet: "), pipe.err());
    assertTrue(pipe.err().contains(sentence), pipe.err());
    assertFalse(pipe.err().contains("\tat "), pipe.err());
    assertEquals(1, pipe.err().lines().count(), pipe.err());
  }
}
