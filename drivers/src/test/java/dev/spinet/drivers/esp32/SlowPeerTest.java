package dev.spinet.drivers.esp32;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.spinet.simulator.espat.FirmwareProfile;
import dev.spinet.socket.ConnectionResetException;
import dev.spinet.socket.Socket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * While the module waits for a peer to take bytes it does nothing else. A peer that takes none for
 * too long costs its own connection, and no other.
 */
@Timeout(120)
final class SlowPeerTest {

  private static final int PATIENCE_MILLIS = 20_000;
  private static final int PORT = 7000;

  /** More than all buffers on the way to a peer. */
  private static final int MOST = 64 << 20;

  private static final int SMALL_WINDOW = 4096;

  private static ModuleBoard.Builder builder() {
    return ModuleBoard.builder().options(o -> o.sendStall(Duration.ofSeconds(1)));
  }

  private static Socket connected(ModuleBoard board, int port) throws IOException {
    var socket = new Socket(board.driver);
    socket.setTimeout(PATIENCE_MILLIS);
    socket.connect(ModuleBoard.HOST.getHostAddress(), port);
    return socket;
  }

  private static ServerSocket server() throws IOException {
    var server = new ServerSocket();
    server.setReceiveBufferSize(SMALL_WINDOW);
    server.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 2);
    return server;
  }

  private static void fill(Socket socket) throws IOException {
    var block = new byte[1 << 16];
    for (int sent = 0; sent < MOST; sent += block.length) {
      socket.sendAll(block);
    }
  }

  private static void assertOnlyTheSlowOneEnds(
      ModuleBoard board, Socket slow, Socket other, java.net.Socket peer) throws IOException {
    peer.setSoTimeout(PATIENCE_MILLIS);
    var error = assertThrows(ConnectionResetException.class, () -> fill(slow));
    other.sendAll("x");
    try {
      assertEquals('x', peer.getInputStream().read());
    } catch (SocketTimeoutException e) {
      throw new AssertionError(board.driver.statistics() + " after " + error, e);
    }
    peer.getOutputStream().write('y');
    assertEquals('y', other.recv(1)[0]);
  }

  @ParameterizedTest
  @EnumSource(names = {"V2_3", "V4_1"})
  void aServerThatDoesNotRead(FirmwareProfile profile) throws Exception {
    try (var board = builder().profile(profile).build();
        var server = server();
        var other = connected(board, server.getLocalPort());
        var peer = server.accept();
        var slow = connected(board, server.getLocalPort());
        var _ = server.accept()) {
      assertOnlyTheSlowOneEnds(board, slow, other, peer);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aClientThatDoesNotRead(boolean streaming) throws Exception {
    var builder =
        streaming ? builder().options(o -> o.baudRate(921_600).flowControl(true)) : builder();
    try (var board = builder.build();
        var server = server();
        var other = connected(board, server.getLocalPort());
        var peer = server.accept();
        var listening = new Socket(board.driver);
        var client = new java.net.Socket()) {
      listening.setTimeout(PATIENCE_MILLIS);
      listening.bind(PORT);
      listening.listen(1);
      client.setReceiveBufferSize(SMALL_WINDOW);
      client.connect(board.forward(PORT));
      try (var slow = listening.accept()) {
        slow.setTimeout(PATIENCE_MILLIS);
        assertOnlyTheSlowOneEnds(board, slow, other, peer);
      }
    }
  }
}
