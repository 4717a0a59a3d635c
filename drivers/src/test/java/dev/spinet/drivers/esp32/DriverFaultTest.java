package dev.spinet.drivers.esp32;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.ByteLink;
import dev.spinet.socket.ChipResetException;
import dev.spinet.socket.Socket;
import dev.spinet.socket.WifiNetwork;
import dev.spinet.socket.WifiSecurity;
import dev.spinet.socket.driver.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A mistake of one caller is told to that caller; a fault of the driver is told to all. */
@Timeout(60)
final class DriverFaultTest {

  private static final int PATIENCE_MILLIS = 20_000;

  private @Nullable AlteredLink wire;

  private ByteLink altered(ByteLink line) {
    wire = new AlteredLink(line);
    return wire;
  }

  /** The driver still talks to its module. */
  private static void assertLives(ModuleBoard board) throws IOException {
    assertEquals(-47, board.driver.rssi());
  }

  @Test
  void aNameThatIsTooLongForTheModuleIsUnknown() throws Exception {
    String label = "a".repeat(60);
    String name = String.join(".", label, label, label, label);
    try (var board = ModuleBoard.builder().build()) {
      var error =
          assertThrows(
              UnknownHostException.class,
              () -> board.driver.resolve(name, TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS)));
      assertTrue(String.valueOf(error.getMessage()).contains("239"), error.getMessage());
      assertLives(board);
    }
  }

  @Test
  void theLongestNameGoesToTheModule() throws Exception {
    String label = "a".repeat(59);
    String name = String.join(".", label, label, label, label);
    try (var board = ModuleBoard.builder().build()) {
      long before = board.driver.statistics().commands();
      assertThrows(
          UnknownHostException.class,
          () -> board.driver.resolve(name, TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS)));
      assertTrue(board.driver.statistics().commands() > before);
      assertLives(board);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\0", "\r", "\n"})
  void whatWouldEndACommandIsRefused(String octet) throws Exception {
    var patience = Duration.ofMillis(PATIENCE_MILLIS);
    String secret = "secret" + octet + "word";
    byte[] name = ("my" + octet + "net").getBytes(StandardCharsets.US_ASCII);
    try (var board = ModuleBoard.builder().build()) {
      var driver = board.driver;
      var open = new WifiNetwork(name, WifiSecurity.WIFI_OPEN, "");
      assertThrows(IllegalArgumentException.class, () -> driver.link(open, patience));
      assertThrows(IllegalArgumentException.class, () -> driver.softapInit(open, 1, 1));
      var closed = WifiNetwork.of("net", WifiSecurity.WIFI_WPA2, secret);
      var error = assertThrows(IllegalArgumentException.class, () -> driver.link(closed, patience));
      assertFalse(String.valueOf(error.getMessage()).contains("secret"), error.getMessage());
      assertTrue(driver.isLinked(), "the network that was joined stays");
      assertThrows(IllegalArgumentException.class, () -> driver.ping("a" + octet + "b", patience));
      assertLives(board);
    }
  }

  @Test
  void aHostThatIsTooLongForTheModuleIsRefused() throws Exception {
    try (var board = ModuleBoard.builder().build()) {
      assertThrows(
          IllegalArgumentException.class,
          () -> board.driver.ping("a".repeat(300), Duration.ofMillis(PATIENCE_MILLIS)));
      assertLives(board);
    }
  }

  @Test
  void aFaultDuringRecoveryLetsNobodyWait() throws Exception {
    try (var board = ModuleBoard.builder().wires(this::altered).build();
        var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var socket = new Socket(board.driver)) {
      socket.setTimeout(PATIENCE_MILLIS);
      socket.connect(ModuleBoard.HOST.getHostAddress(), server.getLocalPort());
      Objects.requireNonNull(wire)
          .alterToModule(piece -> {
            if (piece.startsWith("AT+CIPMUX?")) {
              throw new IllegalStateException("made by the test");
            }
            return piece;
          });
      board.module.faults().swallowResults(1);
      assertThrows(IOException.class, board.driver::rssi);
      assertTold(assertThrows(IOException.class, () -> socket.recv(1)));
      assertTold(assertThrows(IOException.class, board.driver::rssi));
    }
  }

  @Test
  void aListenerThatFailsKeepsNobodyFromBeingTold() throws Exception {
    try (var board = ModuleBoard.builder().build();
        var server = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
        var socket = new Socket(board.driver)) {
      socket.setTimeout(PATIENCE_MILLIS);
      socket.connect(ModuleBoard.HOST.getHostAddress(), server.getLocalPort());
      var watched = board.connect(server.getLocalPort());
      var called = new AtomicBoolean();
      watched.watch(
          Endpoint.READABLE | Endpoint.FAILED,
          () -> {
            called.set(true);
            throw new IllegalStateException("made by the test");
          });
      board.module.reset();
      assertThrows(ChipResetException.class, () -> socket.recv(1));
      assertTrue(called.get());
      watched.close();
    }
  }

  private static void assertTold(IOException error) {
    assertTrue(String.valueOf(error.getMessage()).contains("made by the test"), error.toString());
  }
}
