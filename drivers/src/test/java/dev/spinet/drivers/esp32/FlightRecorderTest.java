package dev.spinet.drivers.esp32;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.ChipResetException;
import dev.spinet.socket.Socket;
import dev.spinet.socket.WifiSecurity;
import dev.spinet.socket.WrongPasswordException;
import dev.spinet.socket.driver.EndpointStatistics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What Java Flight Recorder is told; neither payload nor a password is a part of it. */
@Timeout(60)
final class FlightRecorderTest {

  private static final List<String> EVENTS =
      List.of("AtCommand", "WifiJoin", "SocketOpen", "SocketClose", "ChipReset", "LinkChange");
  private static final String SECRET = "payload that nobody else may see";
  private static final String WRONG = "a password that is wrong";

  @TempDir Path folder;

  static Recording record() {
    var recording = new Recording();
    for (String event : EVENTS) {
      recording.enable("dev.spinet." + event).withThreshold(Duration.ZERO);
    }
    recording.start();
    return recording;
  }

  private List<RecordedEvent> stop(Recording recording) throws IOException {
    recording.stop();
    Path file = folder.resolve("recording.jfr");
    recording.dump(file);
    return RecordingFile.readAllEvents(file);
  }

  private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
    return events.stream()
        .filter(event -> event.getEventType().getName().equals("dev.spinet." + name))
        .toList();
  }

  private static void converse(ModuleBoard board, ServerSocket server) throws Exception {
    try (var socket = new Socket(board.driver)) {
      socket.setTimeout(20_000);
      socket.connect(ModuleBoard.HOST.getHostAddress(), server.getLocalPort());
      byte[] secret = SECRET.getBytes(StandardCharsets.US_ASCII);
      socket.sendAll(SECRET);
      try (var peer = server.accept()) {
        assertArrayEquals(secret, peer.getInputStream().readNBytes(secret.length));
        // Whoever comes late need not wait.
        long before = socket.statistics().driver().waits();
        var receiver = new FutureTask<>(() -> socket.recv(secret.length));
        Thread.ofVirtual().start(receiver);
        long start = System.nanoTime();
        while (socket.statistics().driver().waits() == before) {
          assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(20), "does not wait");
          LockSupport.parkNanos(1_000_000);
        }
        peer.getOutputStream().write(secret);
        assertArrayEquals(secret, receiver.get(20, TimeUnit.SECONDS));
      }
      assertNotEquals(EndpointStatistics.NONE, socket.statistics().driver());
      assertTrue(socket.statistics().driver().waits() > 0);
    }
  }

  @Test
  void tellsOfCommandsSocketsAndNetworks() throws Exception {
    List<RecordedEvent> events;
    Esp32Statistics spent;
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var recording = record();
        var board = ModuleBoard.builder().linked(false).build()) {
      assertThrows(
          WrongPasswordException.class,
          () -> board.driver.link(ModuleBoard.SSID, WifiSecurity.WIFI_WPA2, WRONG));
      board.driver.link(ModuleBoard.SSID, WifiSecurity.WIFI_WPA2, ModuleBoard.PASSWORD);
      converse(board, server);
      board.driver.close();
      spent = board.driver.statistics();
      events = stop(recording);
    }
    var commands = named(events, "AtCommand");
    assertEquals(spent.commands(), commands.size());
    assertEquals("sim", commands.getFirst().getString("device"));
    long sent = commands.stream().mapToLong(event -> event.getLong("bytesSent")).sum();
    assertEquals(spent.lineBytesSent(), sent);
    long received = commands.stream().mapToLong(event -> event.getLong("bytesReceived")).sum();
    assertTrue(received > 0 && received <= spent.lineBytesReceived(), received + " of " + spent);
    assertTrue(
        results(commands).containsAll(Set.of("OK", "ERROR", "SENT")), "" + results(commands));

    var joins = named(events, "WifiJoin");
    assertEquals(2, joins.size());
    assertTrue(joins.getFirst().getString("failure").contains("refuses the password"));
    assertNull(joins.getLast().getString("failure"));
    assertEquals("10.0.2.15", joins.getLast().getString("address"));
    assertTrue(joins.getLast().getString("network").contains("WIFI_WPA2"));
    assertTrue(named(events, "LinkChange").getFirst().getBoolean("up"));

    assertEquals("TCP", named(events, "SocketOpen").getFirst().getString("kind"));
    var closed = named(events, "SocketClose").getFirst();
    assertEquals("ESP32 on sim", closed.getString("device"));
    assertEquals(SECRET.length(), closed.getLong("bytesReceived"));
    assertEquals(SECRET.length(), closed.getLong("bytesSent"));
    assertTrue(closed.getLong("waits") > 0);
    assertNoSecret(events);
  }

  private static Set<String> results(List<RecordedEvent> commands) {
    return commands.stream().map(e -> e.getString("result")).collect(Collectors.toSet());
  }

  @Test
  void tellsOfRestarts() throws Exception {
    List<RecordedEvent> events;
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var board = ModuleBoard.builder().build();
        var recording = record();
        var socket = new Socket(board.driver)) {
      socket.setTimeout(20_000);
      socket.connect(ModuleBoard.HOST.getHostAddress(), server.getLocalPort());
      board.module.reset();
      assertThrows(ChipResetException.class, () -> socket.recv(1));
      long start = System.nanoTime();
      while (board.driver.statistics().rejoins() == 0) {
        assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(40), "not joined again");
        LockSupport.parkNanos(1_000_000);
      }
      events = stop(recording);
      assertEquals(3, board.driver.statistics().linkChanges());
      assertEquals(3, board.driver.statistics().counters().get("link.changes"));
    }
    var reset = named(events, "ChipReset").getFirst();
    assertEquals("sim", reset.getString("device"));
    assertTrue(reset.getBoolean("worked"));
    assertTrue(reset.getString("cause").contains("has restarted by itself"));
    assertTrue(reset.getDuration("took").isPositive());
    assertEquals(
        List.of(false, true),
        named(events, "LinkChange").stream().map(event -> event.getBoolean("up")).toList());
    assertEquals(1, named(events, "WifiJoin").size());
    assertNoSecret(events);
  }

  private static void assertNoSecret(List<RecordedEvent> events) {
    for (var event : events) {
      String text = event.toString();
      assertFalse(text.contains(SECRET) || text.contains(WRONG), text);
      assertFalse(text.contains(ModuleBoard.PASSWORD), text);
    }
  }
}
