package dev.spinet.socket.contract.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Set;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;

/** Options: all that clients set are taken, whether they do something or not. */
public abstract class NetOptionsContract extends NetCase {

  private static final SocketOption<Integer> UNKNOWN =
      new SocketOption<>() {
        @Override
        public String name() {
          return "UNKNOWN";
        }

        @Override
        public Class<Integer> type() {
          return Integer.class;
        }
      };

  /** For subclasses. */
  protected NetOptionsContract() {}

  @Test
  void startsWithTheDefaults() throws IOException {
    try (Socket socket = newSocket()) {
      assertEquals(0, socket.getSoTimeout());
      assertEquals(-1, socket.getSoLinger());
      assertEquals(0, socket.getTrafficClass());
      assertFalse(socket.getKeepAlive());
      assertFalse(socket.getReuseAddress());
      assertFalse(socket.getOOBInline());
      assertTrue(socket.getReceiveBufferSize() > 0);
      assertTrue(socket.getSendBufferSize() > 0);
    }
  }

  @Test
  void takesEveryOptionBeforeConnecting() throws IOException {
    try (Socket socket = newSocket()) {
      setAll(socket);
      socket.connect(backend.at(listener.port()), AMPLE_MILLIS);
      listener.accept().close();
      assertAllSet(socket);
    }
  }

  @Test
  void takesEveryOptionWhenConnected() throws IOException {
    try (Pair pair = pair()) {
      setAll(pair.socket());
      assertAllSet(pair.socket());
    }
  }

  private static void setAll(Socket socket) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setKeepAlive(true);
    socket.setReuseAddress(true);
    socket.setOOBInline(true);
    socket.setSoLinger(true, 3);
    socket.setSoTimeout(1_234);
    socket.setSendBufferSize(4_096);
    socket.setReceiveBufferSize(4_096);
    socket.setTrafficClass(0x10);
    socket.setPerformancePreferences(1, 2, 3);
    socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 7);
    socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, 20);
    socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 30);
  }

  private static void assertAllSet(Socket socket) throws IOException {
    assertTrue(socket.getTcpNoDelay());
    assertTrue(socket.getKeepAlive());
    assertTrue(socket.getReuseAddress());
    assertTrue(socket.getOOBInline());
    assertEquals(3, socket.getSoLinger());
    assertEquals(1_234, socket.getSoTimeout());
    assertEquals(0x10, socket.getTrafficClass());
    assertTrue(socket.getSendBufferSize() > 0);
    assertTrue(socket.getReceiveBufferSize() > 0);
    assertTrue(socket.getOption(StandardSocketOptions.SO_KEEPALIVE));
    assertEquals(3, socket.getOption(StandardSocketOptions.SO_LINGER));
    assertEquals(7, socket.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT));
    assertEquals(20, socket.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL));
    assertEquals(30, socket.getOption(ExtendedSocketOptions.TCP_KEEPIDLE));
    socket.setTcpNoDelay(false);
    assertFalse(socket.getTcpNoDelay());
    socket.setKeepAlive(false);
    assertFalse(socket.getKeepAlive());
    socket.setSoLinger(false, 0);
    assertEquals(-1, socket.getSoLinger());
    socket.setSoLinger(true, 100_000);
    assertEquals(65_535, socket.getSoLinger());
    socket.setSoLinger(false, 5);
    socket.setOption(StandardSocketOptions.SO_LINGER, 9);
    assertEquals(9, socket.getSoLinger());
    socket.setOption(StandardSocketOptions.SO_LINGER, -5);
    assertEquals(-1, socket.getSoLinger());
  }

  @Test
  void refusesValuesThatAreNone() throws IOException {
    try (Socket socket = newSocket()) {
      assertThrows(IllegalArgumentException.class, () -> socket.setSoTimeout(-1));
      assertThrows(IllegalArgumentException.class, () -> socket.setSoLinger(true, -1));
      assertThrows(IllegalArgumentException.class, () -> socket.setSendBufferSize(0));
      assertThrows(IllegalArgumentException.class, () -> socket.setReceiveBufferSize(-1));
      assertThrows(IllegalArgumentException.class, () -> socket.setTrafficClass(256));
      assertThrows(IllegalArgumentException.class, () -> socket.setTrafficClass(-1));
      assertThrows(
          IllegalArgumentException.class,
          () -> socket.setOption(StandardSocketOptions.IP_TOS, 256));
      assertThrows(
          IllegalArgumentException.class,
          () -> socket.setOption(StandardSocketOptions.SO_RCVBUF, -1));
      assertThrows(
          IllegalArgumentException.class,
          () -> socket.setOption(StandardSocketOptions.SO_KEEPALIVE, null));
      assertThrows(NullPointerException.class, () -> socket.setOption(null, 1));
      assertThrows(NullPointerException.class, () -> socket.getOption(null));
    }
  }

  @Test
  void knowsWhichOptionsThereAre() throws IOException {
    try (Socket socket = newSocket();
        ServerSocket server = backend.servers().createServerSocket()) {
      assertTrue(
          socket
              .supportedOptions()
              .containsAll(
                  Set.of(
                      StandardSocketOptions.SO_RCVBUF,
                      StandardSocketOptions.SO_SNDBUF,
                      StandardSocketOptions.SO_REUSEADDR,
                      StandardSocketOptions.SO_REUSEPORT,
                      StandardSocketOptions.SO_KEEPALIVE,
                      StandardSocketOptions.SO_LINGER,
                      StandardSocketOptions.IP_TOS,
                      StandardSocketOptions.TCP_NODELAY,
                      ExtendedSocketOptions.TCP_KEEPIDLE,
                      ExtendedSocketOptions.TCP_KEEPINTERVAL,
                      ExtendedSocketOptions.TCP_KEEPCOUNT,
                      ExtendedSocketOptions.TCP_QUICKACK)));
      assertTrue(
          server
              .supportedOptions()
              .containsAll(
                  Set.of(
                      StandardSocketOptions.SO_RCVBUF,
                      StandardSocketOptions.SO_REUSEADDR,
                      StandardSocketOptions.SO_REUSEPORT,
                      StandardSocketOptions.IP_TOS)));
      for (SocketOption<?> option : socket.supportedOptions()) {
        if (!option.name().equals("SO_INCOMING_NAPI_ID")) {
          assertTrue(option.type().isInstance(socket.getOption(option)), option.name());
        }
      }
      assertFalse(server.supportedOptions().contains(StandardSocketOptions.SO_LINGER));
      assertThrows(UnsupportedOperationException.class, () -> socket.setOption(UNKNOWN, 1));
      assertThrows(UnsupportedOperationException.class, () -> socket.getOption(UNKNOWN));
      assertThrows(
          UnsupportedOperationException.class,
          () -> socket.setOption(StandardSocketOptions.SO_BROADCAST, true));
      assertThrows(
          UnsupportedOperationException.class,
          () -> server.setOption(StandardSocketOptions.SO_LINGER, 1));
    }
  }

  @Test
  void aClosedSocketHasNone() throws IOException {
    Socket socket = newSocket();
    socket.setKeepAlive(true);
    socket.close();
    assertClosed(() -> socket.setSoTimeout(1));
    assertClosed(socket::getSoTimeout);
    assertClosed(() -> socket.setKeepAlive(true));
    assertClosed(socket::getTcpNoDelay);
    assertClosed(() -> socket.setOption(StandardSocketOptions.SO_LINGER, 1));
    assertClosed(() -> socket.getOption(StandardSocketOptions.SO_LINGER));
  }
}
