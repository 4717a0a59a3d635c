package dev.spinet.socket.contract;

import static dev.spinet.socket.SocketConstants.IPPROTO_TCP;
import static dev.spinet.socket.SocketConstants.SOCK_STREAM;
import static dev.spinet.socket.SocketConstants.SOL_SOCKET;
import static dev.spinet.socket.SocketConstants.SO_RCVTIMEO;
import static dev.spinet.socket.SocketConstants.SO_TYPE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.spinet.socket.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The options that a socket has on every driver. */
abstract class OptionsContract extends ContractCase<Backend> {

  private static final int UNKNOWN = 12_345;

  @Test
  void theTypeCanBeRead() throws Exception {
    try (var socket = newSocket()) {
      assertEquals(SOCK_STREAM, socket.getsockopt(SOL_SOCKET, SO_TYPE));
      assertSays(
          "SO_TYPE",
          assertThrows(
              UnsupportedOperationException.class,
              () -> socket.setsockopt(SOL_SOCKET, SO_TYPE, SOCK_STREAM)));
    }
  }

  @Test
  void theTimeoutIsAnOption() throws Exception {
    try (var socket = newSocket()) {
      socket.setsockopt(SOL_SOCKET, SO_RCVTIMEO, 1_500);
      assertEquals(Duration.ofMillis(1_500), socket.getTimeout());
      assertEquals(1_500, socket.getsockopt(SOL_SOCKET, SO_RCVTIMEO));
      socket.setsockopt(SOL_SOCKET, SO_RCVTIMEO, 0);
      assertEquals(Duration.ZERO, socket.getTimeout());
      socket.setsockopt(SOL_SOCKET, SO_RCVTIMEO, -1);
      assertNull(socket.getTimeout());
      assertEquals(-1, socket.getsockopt(SOL_SOCKET, SO_RCVTIMEO));
      socket.setTimeout(Duration.ofNanos(1));
      assertEquals(1, socket.getsockopt(SOL_SOCKET, SO_RCVTIMEO));
      socket.setTimeout(Duration.ofDays(1_000));
      assertEquals(Integer.MAX_VALUE, socket.getsockopt(SOL_SOCKET, SO_RCVTIMEO));
      assertThrows(
          IllegalArgumentException.class, () -> socket.setsockopt(SOL_SOCKET, SO_RCVTIMEO, -2));
    }
  }

  @Test
  void whatThereIsNotIsNamed() throws Exception {
    Class<UnsupportedOperationException> unsupported = UnsupportedOperationException.class;
    try (var socket = newSocket()) {
      var set = assertThrows(unsupported, () -> socket.setsockopt(SOL_SOCKET, UNKNOWN, 1));
      assertSays("option 12345 of SOL_SOCKET", set);
      assertSays(driver().name(), set);
      var get = assertThrows(unsupported, () -> socket.getsockopt(IPPROTO_TCP, UNKNOWN));
      assertSays("option 12345 of IPPROTO_TCP", get);
      var level = assertThrows(unsupported, () -> socket.getsockopt(UNKNOWN, SO_RCVTIMEO));
      assertSays("level 12345", level);
    }
  }

  @Test
  void aClosedSocketHasNone() throws Exception {
    Socket socket = newSocket();
    socket.close();
    assertClosed(() -> socket.getsockopt(SOL_SOCKET, SO_TYPE));
    assertClosed(() -> socket.setsockopt(SOL_SOCKET, SO_RCVTIMEO, 1));
    assertClosed(() -> socket.setBroadcast(true));
    assertClosed(() -> socket.joinGroup("239.1.2.3"));
    assertClosed(socket::shutdownInput);
    assertClosed(socket::disconnect);
  }
}
