package dev.spinet.drivers.esp32;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.simulator.espat.ModuleFaults;
import dev.spinet.simulator.espat.SerialDirection;
import dev.spinet.simulator.espat.SerialFault;
import dev.spinet.simulator.net.gateway.DhcpMode;
import dev.spinet.socket.ChipResetException;
import dev.spinet.socket.ConnectionResetException;
import dev.spinet.socket.DhcpException;
import dev.spinet.socket.LinkDownException;
import dev.spinet.socket.Socket;
import dev.spinet.socket.WifiSecurity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is lost on the way, or on the module's side, has a name, and what follows works. */
@Timeout(120)
final class LossTest {

  private static final long POLL_NANOS = 5_000_000;
  private static final int PATIENCE_MILLIS = 20_000;

  private static ServerSocket listener() throws IOException {
    var server = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
    server.setSoTimeout(PATIENCE_MILLIS);
    return server;
  }

  private static Socket connected(ModuleBoard board, ServerSocket server) throws IOException {
    var socket = new Socket(board.driver);
    try {
      socket.setTimeout(PATIENCE_MILLIS);
      socket.connect(ModuleBoard.HOST.getHostAddress(), server.getLocalPort());
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static void assertWorks(ModuleBoard board) throws IOException {
    try (var server = listener();
        var socket = connected(board, server);
        var peer = server.accept()) {
      // A byte that is lost only now may have cost this send: its caller learns of that, not the
      // peer.
      peer.setSoTimeout(PATIENCE_MILLIS);
      socket.sendAll("ping");
      var sent = new String(peer.getInputStream().readNBytes(4), US_ASCII);
      assertTrue("ping".startsWith(sent), sent);
      if (sent.length() < 4) {
        throw assertThrows(IOException.class, () -> socket.recv(1), sent);
      }
      peer.getOutputStream().write(new byte[] {1, 2, 3});
      assertArrayEquals(new byte[] {1, 2, 3}, socket.recv(3));
    }
  }

  private static void assertComesBack(ModuleBoard board) throws IOException {
    long start = System.nanoTime();
    while (true) {
      try {
        assertWorks(board);
        return;
      } catch (IOException e) {
        if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(60)) {
          throw e;
        }
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
  }

  // ---- the module

  @Test
  void aBannerThatIsGarbageAtARaisedSpeedIsNoticed() throws Exception {
    try (var board = ModuleBoard.builder().options(o -> o.baudRate(921_600)).build();
        var server = listener();
        var socket = connected(board, server)) {
      board.module.reset();
      assertThrows(ChipResetException.class, () -> socket.recv(1));
      assertComesBack(board);
      assertEquals(921_600, board.serial.baudRate());
    }
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(longs = 20_000)
  void aRestartInTheMiddleOfALongSendIsTold(long at) throws Exception {
    var streaming = ModuleBoard.builder().options(o -> o.baudRate(921_600).flowControl(true));
    try (var board = streaming.build();
        var server = listener();
        var socket = connected(board, server);
        var peer = server.accept()) {
      board.module.faults().arm(new SerialFault.Reboot(SerialDirection.TO_MODULE, at));
      var data = new byte[60_000];
      new Random(at).nextBytes(data);
      assertThrows(
          IOException.class,
          () -> {
            while (true) {
              socket.sendAll(data);
            }
          });
      assertFalse(peer.isClosed());
      assertComesBack(board);
    }
  }

  @ParameterizedTest
  @EnumSource
  void ofAFailedSendTheCertainBytesAreTold(ModuleFaults.SendFault fault) throws Exception {
    try (var board = ModuleBoard.builder().build();
        var server = listener();
        var socket = connected(board, server);
        var peer = server.accept()) {
      peer.setSoTimeout(PATIENCE_MILLIS);
      socket.sendAll("certain");
      assertEquals("certain", new String(peer.getInputStream().readNBytes(7), US_ASCII));
      board.module.faults().failSends(1, fault);
      socket.sendAll("perhaps");
      var error = assertThrows(ConnectionResetException.class, () -> socket.recv(1));
      var told =
          Pattern.compile("the first (\\d+) bytes; of the next (\\d+) some")
              .matcher(String.valueOf(error.getMessage()));
      assertTrue(told.find(), error.getMessage());
      assertEquals("7", told.group(1));
      assertEquals("7", told.group(2));
      close(socket);
      var rest = new String(readAll(peer), US_ASCII);
      // As much as the module has sent, or less if the connection ended before it was there.
      String most =
          switch (fault) {
            case NOTHING_SENT -> "";
            case HALF_SENT -> "per";
            case FAIL_THEN_OK -> "perhaps";
          };
      assertTrue(most.startsWith(rest), rest);
    }
  }

  /** Closes it before its time. */
  private static void close(Socket socket) throws IOException {
    socket.close();
  }

  private static byte[] readAll(java.net.Socket peer) throws IOException {
    var all = new java.io.ByteArrayOutputStream();
    try {
      for (int octet = peer.getInputStream().read(); octet >= 0; ) {
        all.write(octet);
        octet = peer.getInputStream().read();
      }
    } catch (java.net.SocketException e) {
      assertTrue(String.valueOf(e.getMessage()).contains("reset"), e.getMessage());
    }
    return all.toByteArray();
  }

  @Test
  void aLinkWhoseCloseIsNotAnsweredCanBeUsedAgain() throws Exception {
    try (var board = ModuleBoard.builder().build();
        var server = listener()) {
      var first = connected(board, server);
      board.module.faults().swallowResults(1);
      first.close();
      List<Socket> all = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        all.add(connectedAfterAll(board, server));
      }
      for (var socket : all) {
        socket.sendAll("x");
        socket.close();
      }
    }
  }

  /** The link that is stuck is in use until the driver has seen through it. */
  private static Socket connectedAfterAll(ModuleBoard board, ServerSocket server)
      throws IOException {
    long start = System.nanoTime();
    while (true) {
      try {
        return connected(board, server);
      } catch (IOException e) {
        if (System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS)) {
          throw e;
        }
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
  }

  // ---- the network

  @Test
  void aSilentDhcpServerIsNamed() throws Exception {
    try (var board = ModuleBoard.builder().linked(false).build()) {
      board.network.setDhcpMode(DhcpMode.SILENT);
      assertThrows(
          DhcpException.class,
          () ->
              board.driver.link(
                  dev.spinet.socket.WifiNetwork.of(
                      ModuleBoard.SSID, WifiSecurity.WIFI_WPA2, ModuleBoard.PASSWORD),
                  Duration.ofSeconds(3)));
      board.network.setDhcpMode(DhcpMode.NORMAL);
      board.driver.link(ModuleBoard.SSID, WifiSecurity.WIFI_WPA2, ModuleBoard.PASSWORD);
      assertWorks(board);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aLostNetworkIsNoEndOfTheStream(boolean closedFirst) throws Exception {
    var wires = new CompletableFuture<HeldLink>();
    try (var board =
            ModuleBoard.builder()
                .wires(link -> {
                  wires.complete(new HeldLink(link));
                  return wires.join();
                })
                .build();
        var server = listener();
        var socket = connected(board, server);
        var _ = server.accept()) {
      wires.join().hold();
      board.radio.remove(board.accessPoint);
      wires.join().await("4,CLOSED\r\n");
      wires.join().await("WIFI DISCONNECT\r\n");
      String told = wires.join().take();
      assertTrue(told.contains("4,CLOSED"));
      wires.join().say(closedFirst ? "4,CLOSED\r\n" : told);
      wires.join().release();
      assertThrows(LinkDownException.class, () -> socket.recv(1));
    }
  }
}
