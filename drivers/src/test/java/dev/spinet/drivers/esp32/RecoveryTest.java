package dev.spinet.drivers.esp32;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.simulator.espat.ModuleFaults;
import dev.spinet.socket.AccessPointNotFoundException;
import dev.spinet.socket.ChipResetException;
import dev.spinet.socket.ConnectionResetException;
import dev.spinet.socket.LinkDownException;
import dev.spinet.socket.Socket;
import dev.spinet.socket.WifiSecurity;
import dev.spinet.socket.WrongPasswordException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes wrong has a name, and the driver comes back. */
@Timeout(60)
final class RecoveryTest {

  private static void eventually(String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(40), what);
      LockSupport.parkNanos(5_000_000);
    }
  }

  private static boolean isLinked(ModuleBoard board) {
    try {
      return board.driver.isLinked();
    } catch (IOException e) {
      return false;
    }
  }

  private static void assertWorks(ModuleBoard board) throws IOException {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var socket = new Socket(board.driver)) {
      socket.setTimeout(20_000);
      socket.connect(ModuleBoard.HOST.getHostAddress(), server.getLocalPort());
      try (var peer = server.accept()) {
        socket.sendAll("ping");
        assertEquals(4, peer.getInputStream().readNBytes(4).length);
        peer.getOutputStream().write(new byte[] {1, 2, 3});
        assertArrayEquals(new byte[] {1, 2, 3}, socket.recv(3));
      }
    }
  }

  @Test
  void causesOfAFailedJoinAreTold() throws Exception {
    try (var board = ModuleBoard.builder().linked(false).build()) {
      var error =
          assertThrows(
              WrongPasswordException.class,
              () -> board.driver.link(ModuleBoard.SSID, WifiSecurity.WIFI_WPA2, "not the secret"));
      assertFalse(String.valueOf(error.getMessage()).contains("not the secret"));
      assertThrows(
          AccessPointNotFoundException.class,
          () -> board.driver.link("elsewhere", WifiSecurity.WIFI_WPA2, "not the secret"));
      assertFalse(board.driver.isLinked());
      assertThrows(LinkDownException.class, board.driver::rssi);
      try (var socket = new Socket(board.driver)) {
        assertThrows(LinkDownException.class, () -> socket.connect("10.0.2.2", 80));
      }
      board.driver.link(ModuleBoard.SSID, WifiSecurity.WIFI_WPA2, ModuleBoard.PASSWORD);
      assertTrue(board.driver.isLinked());
      assertEquals(ModuleBoard.SSID, board.driver.scan().getFirst().name());
      assertEquals(-47, board.driver.rssi());
      assertEquals("10.0.2.15", board.driver.linkInfo().ip().getHostAddress());
      assertTrue(board.driver.ping("10.0.2.2", Duration.ofSeconds(10)).isPresent());
      assertWorks(board);
      board.driver.unlink();
      assertFalse(board.driver.isLinked());
    }
  }

  @Test
  void aModuleThatRestartsComesBack() throws Exception {
    try (var board = ModuleBoard.builder().build();
        var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var socket = new Socket(board.driver)) {
      socket.setTimeout(20_000);
      socket.connect(ModuleBoard.HOST.getHostAddress(), server.getLocalPort());
      board.module.reset();
      assertThrows(ChipResetException.class, () -> socket.recv(1));
      eventually("the network is joined again", () -> isLinked(board));
      assertWorks(board);
      assertTrue(board.driver.statistics().rejoins() > 0);
    }
  }

  @Test
  void aLostAccessPointIsJoinedAgain() throws Exception {
    try (var board = ModuleBoard.builder().build();
        var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var socket = new Socket(board.driver)) {
      socket.setTimeout(20_000);
      socket.connect(ModuleBoard.HOST.getHostAddress(), server.getLocalPort());
      board.radio.remove(board.accessPoint);
      eventually("the loss is noticed", () -> !isLinked(board));
      assertThrows(SocketException.class, () -> socket.sendAll("x"));
      board.radio.add(board.accessPoint, board.lan);
      eventually("the network is joined again", () -> isLinked(board));
      assertWorks(board);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFailedSendIsNeverRepeated(ModuleFaults.SendFault fault) throws Exception {
    try (var board = ModuleBoard.builder().build();
        var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var socket = new Socket(board.driver)) {
      socket.setTimeout(20_000);
      socket.connect(ModuleBoard.HOST.getHostAddress(), server.getLocalPort());
      board.module.faults().failSends(1, fault);
      socket.sendAll("once");
      var error = assertThrows(ConnectionResetException.class, () -> socket.recv(1));
      assertTrue(String.valueOf(error.getMessage()).contains("of the next 4"));
      assertWorks(board);
    }
  }

  @Test
  void aResultThatNeverComesIsSurvived() throws Exception {
    try (var board = ModuleBoard.builder().build()) {
      board.module.faults().swallowResults(1);
      assertThrows(IOException.class, board.driver::rssi);
      assertWorks(board);
      assertTrue(board.driver.statistics().resynchronisations() > 0);
    }
  }
}
