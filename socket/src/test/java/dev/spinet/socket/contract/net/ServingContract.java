package dev.spinet.socket.contract.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.contract.Call;
import dev.spinet.socket.contract.Peer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers, and the sockets they accept. */
public abstract class ServingContract extends NetCase {

  private static final String FOREIGN = "203.0.113.9"; // kept for documentation by RFC 5737

  /** For subclasses. */
  protected ServingContract() {}

  private ServerSocket serve() throws IOException {
    return backend.servers().createServerSocket(0, 1);
  }

  @Test
  void anUnboundServerHasNoEnd() throws IOException {
    try (ServerSocket server = backend.servers().createServerSocket()) {
      assertFalse(server.isBound());
      assertFalse(server.isClosed());
      assertNull(server.getInetAddress());
      assertNull(server.getLocalSocketAddress());
      assertEquals(-1, server.getLocalPort());
      assertTrue(server.getReuseAddress());
      assertSays("Socket is not bound yet", SocketException.class, server::accept);
    }
  }

  @Test
  void listensAtAFreePort() throws IOException {
    try (ServerSocket server = serve()) {
      assertTrue(server.isBound());
      assertTrue(server.getLocalPort() > 0);
      assertTrue(server.getInetAddress().isAnyLocalAddress());
      assertEquals(
          new InetSocketAddress(server.getInetAddress(), server.getLocalPort()),
          server.getLocalSocketAddress());
      assertNull(server.getChannel());
      assertSays("Already bound", SocketException.class, () -> server.bind(null));
    }
  }

  @Test
  void aClosedServerRemembersItsEnd() throws IOException {
    ServerSocket server = serve();
    int port = server.getLocalPort();
    assertEquals(
        "ServerSocket[addr=%s,localport=%d]".formatted(server.getInetAddress(), port),
        server.toString());
    server.close();
    assertTrue(server.isBound());
    assertEquals(port, server.getLocalPort());
    assertTrue(server.getInetAddress().isAnyLocalAddress());
    assertEquals(
        new InetSocketAddress(server.getInetAddress(), port), server.getLocalSocketAddress());
    assertClosed(() -> server.setOption(StandardSocketOptions.SO_RCVBUF, 8_192));
    assertClosed(server::getReuseAddress);
    ServerSocket unused = backend.servers().createServerSocket();
    assertEquals("ServerSocket[unbound]", unused.toString());
    unused.close();
    assertFalse(unused.isBound());
    assertClosed(unused::accept);
  }

  @Test
  void listensAtOneAddress() throws IOException {
    InetAddress own;
    try (Pair pair = pair()) {
      own = pair.socket().getLocalAddress();
    }
    try (ServerSocket server = backend.servers().createServerSocket(0, 1, own)) {
      assertEquals(own, server.getInetAddress());
      try (Peer peer = backend.peers().connectTo(server.getLocalPort());
          Socket socket = server.accept()) {
        assertEquals(own, socket.getLocalAddress());
        peer.write((byte) 7);
        assertEquals(7, socket.getInputStream().read());
      }
    }
  }

  @Test
  void refusesPortsThatAreNone() {
    for (int port : new int[] {-1, 0x10000}) {
      assertThrows(
          IllegalArgumentException.class, () -> backend.servers().createServerSocket(port));
    }
  }

  @Test
  void acceptsAPeer() throws IOException {
    try (ServerSocket server = serve();
        Peer peer = backend.peers().connectTo(server.getLocalPort());
        Socket socket = server.accept()) {
      assertTrue(socket.isConnected());
      assertTrue(socket.isBound());
      assertEquals(server.getLocalPort(), socket.getLocalPort());
      assertFalse(socket.getLocalAddress().isAnyLocalAddress());
      assertFalse(socket.getInetAddress().isAnyLocalAddress());
      assertTrue(socket.getPort() > 0);
      assertEquals(
          new InetSocketAddress(socket.getInetAddress(), socket.getPort()),
          socket.getRemoteSocketAddress());
      peer.write((byte) 1, (byte) 2);
      assertArrayEquals(new byte[] {1, 2}, socket.getInputStream().readNBytes(2));
      socket.getOutputStream().write(new byte[] {3, 4});
      assertArrayEquals(new byte[] {3, 4}, peer.read(2));
    }
  }

  @Test
  @SuppressWarnings("try") // Closed early on purpose.
  void anAcceptedSocketOutlivesItsServer() throws IOException {
    try (ServerSocket server = serve();
        Peer peer = backend.peers().connectTo(server.getLocalPort());
        Socket socket = server.accept()) {
      server.close();
      peer.write((byte) 9);
      assertEquals(9, socket.getInputStream().read());
    }
  }

  @Test
  void anAcceptedSocketDoesNotInheritTheTimeOut() throws IOException {
    try (ServerSocket server = serve()) {
      server.setSoTimeout(AMPLE_MILLIS);
      assertEquals(AMPLE_MILLIS, server.getSoTimeout());
      try (Peer peer = backend.peers().connectTo(server.getLocalPort());
          Socket socket = server.accept()) {
        assertEquals(0, socket.getSoTimeout());
        peer.write((byte) 1);
        assertEquals(1, socket.getInputStream().read());
      }
    }
  }

  @Test
  void acceptsOneAfterTheOther() throws IOException {
    try (ServerSocket server = serve()) {
      server.setSoTimeout(AMPLE_MILLIS);
      for (byte i = 0; i < 12; i++) {
        try (Peer peer = backend.peers().connectTo(server.getLocalPort());
            Socket socket = server.accept()) {
          peer.write(i);
          assertEquals(i, socket.getInputStream().read());
          if (!backend.peers().keepsConnectionsApart()) {
            end(socket, peer);
          }
        }
      }
    }
  }

  /** Closes a connection, and waits until the peer has heard of it. */
  private static void end(Socket socket, Peer peer) throws IOException {
    socket.close();
    assertEquals(0, peer.read(1).length);
  }

  @Test
  void aTimeOutLosesNoConnection() throws Exception {
    try (ServerSocket server = serve()) {
      server.setSoTimeout(SHORT_MILLIS);
      for (int i = 0; i < 2; i++) {
        assertSays("Accept timed out", SocketTimeoutException.class, server::accept);
      }
      server.setSoTimeout(AMPLE_MILLIS);
      var acceptor = Call.start(server::accept).settle();
      try (Peer peer = backend.peers().connectTo(server.getLocalPort());
          Socket socket = acceptor.result()) {
        peer.write((byte) 6);
        assertEquals(6, socket.getInputStream().read());
      }
    }
  }

  @Test
  @SuppressWarnings("try") // Closed early on purpose.
  void theTimeOutCoversWaitingForAnotherAcceptor() throws Exception {
    try (ServerSocket server = serve()) {
      var first = Call.start(server::accept).settle();
      server.setSoTimeout(SHORT_MILLIS);
      assertSays("Accept timed out", SocketTimeoutException.class, server::accept);
      server.close();
      first.failure(SocketException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void closingWakesWhoAccepts(boolean virtual) throws Exception {
    ServerSocket server = serve();
    var first = Call.start(server::accept, threads(virtual)).settle();
    var second = Call.start(server::accept, threads(virtual)).settle();
    server.close();
    first.failure(SocketException.class);
    second.failure(SocketException.class);
    assertTrue(server.isClosed());
    server.close();
    assertClosed(server::accept);
    assertClosed(() -> server.bind(null));
    assertClosed(() -> server.setSoTimeout(1));
  }

  @Test
  void anInterruptClosesTheServerOfAVirtualThread() throws Exception {
    try (ServerSocket server = serve()) {
      var acceptor = Call.start(server::accept, Thread.ofVirtual()).settle();
      acceptor.interrupt();
      assertEquals("Closed by interrupt", acceptor.failure(SocketException.class).getMessage());
      assertTrue(acceptor.interruptedAtEnd());
      assertTrue(server.isClosed());
    }
  }

  @Test
  void aPlatformThreadIgnoresInterrupts() throws Exception {
    try (ServerSocket server = serve()) {
      var acceptor = Call.start(server::accept).settle();
      acceptor.interrupt();
      acceptor.settle();
      try (Peer peer = backend.peers().connectTo(server.getLocalPort());
          Socket socket = acceptor.result()) {
        assertTrue(acceptor.interruptedAtEnd());
        peer.write((byte) 2);
        assertEquals(2, socket.getInputStream().read());
      }
    }
  }

  @Test
  void anInterruptBeforehandDisturbsNoPlatformThread() throws Exception {
    Call<ServerSocket> opening =
        Call.start(() -> {
          Thread.currentThread().interrupt();
          return serve();
        });
    try (ServerSocket server = opening.result()) {
      assertTrue(opening.interruptedAtEnd());
      assertTrue(server.getLocalPort() > 0);
    }
  }

  @Test
  @SuppressWarnings("try") // Closed early on purpose.
  void aPortIsBoundOnce() throws IOException {
    try (ServerSocket first = serve();
        ServerSocket second = backend.servers().createServerSocket()) {
      int port = first.getLocalPort();
      assertThrows(BindException.class, () -> second.bind(new InetSocketAddress(port)));
      assertFalse(second.isBound());
      assertThrows(BindException.class, () -> backend.servers().createServerSocket(port));
      first.close();
      try (ServerSocket again = backend.servers().createServerSocket(port, 2)) {
        assertEquals(port, again.getLocalPort());
      }
    }
  }

  @Test
  void refusesWhatIsNoAddress() throws IOException {
    try (ServerSocket server = backend.servers().createServerSocket()) {
      assertThrows(BindException.class, () -> server.bind(new InetSocketAddress(FOREIGN, 0)));
      assertThrows(
          SocketException.class,
          () -> server.bind(InetSocketAddress.createUnresolved("localhost", 0)));
      assertThrows(
          IllegalArgumentException.class,
          () -> server.bind(UnixDomainSocketAddress.of("/nowhere")));
      assertThrows(IllegalArgumentException.class, () -> server.setSoTimeout(-1));
      assertThrows(IllegalArgumentException.class, () -> server.setReceiveBufferSize(0));
    }
  }

  @Test
  void takesItsOptions() throws IOException {
    try (ServerSocket server = backend.servers().createServerSocket()) {
      server.setReceiveBufferSize(8_192);
      server.setReuseAddress(false);
      server.setPerformancePreferences(0, 1, 2);
      assertFalse(server.getReuseAddress());
      assertTrue(server.getReceiveBufferSize() > 0);
      server.bind(null, -1);
      assertTrue(server.getLocalPort() > 0);
    }
  }
}
