package dev.spinet.socket.contract.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.contract.Backend.SilentPeer;
import dev.spinet.socket.contract.Call;
import dev.spinet.socket.contract.Peer;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connecting, and what a socket says of its two ends. */
public abstract class ConnectingContract extends NetCase {

  private static final String FOREIGN = "203.0.113.9"; // kept for documentation by RFC 5737

  /** For subclasses. */
  protected ConnectingContract() {}

  @Test
  void aNewSocketHasNoEnds() throws IOException {
    try (Socket socket = newSocket()) {
      assertFalse(socket.isConnected());
      assertFalse(socket.isBound());
      assertFalse(socket.isClosed());
      assertNull(socket.getInetAddress());
      assertNull(socket.getRemoteSocketAddress());
      assertNull(socket.getLocalSocketAddress());
      assertNull(socket.getChannel());
      assertEquals(0, socket.getPort());
      assertEquals(-1, socket.getLocalPort());
      assertTrue(socket.getLocalAddress().isAnyLocalAddress());
      assertSays("Socket is not connected", SocketException.class, socket::getInputStream);
      assertSays("Socket is not connected", SocketException.class, socket::getOutputStream);
      assertSays("Socket is not connected", SocketException.class, socket::shutdownInput);
      assertSays("Socket is not connected", SocketException.class, socket::shutdownOutput);
    }
  }

  @Test
  void connectsAndKnowsItsEnds() throws IOException {
    InetSocketAddress server = backend.at(listener.port());
    try (Pair pair = pair()) {
      Socket socket = pair.socket();
      assertTrue(socket.isConnected());
      assertTrue(socket.isBound());
      assertEquals(server.getAddress(), socket.getInetAddress());
      assertEquals(server.getPort(), socket.getPort());
      assertEquals(server, socket.getRemoteSocketAddress());
      assertTrue(socket.getLocalPort() > 0);
      assertFalse(socket.getLocalAddress().isAnyLocalAddress());
      assertEquals(
          new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort()),
          socket.getLocalSocketAddress());
      assertSays("Already connected", SocketException.class, () -> socket.connect(server));
      assertSays("Already bound", SocketException.class, () -> socket.bind(null));
      pair.peer().write((byte) 7);
      assertEquals(7, socket.getInputStream().read());
      socket.getOutputStream().write(9);
      assertArrayEquals(new byte[] {9}, pair.peer().read(1));
    }
  }

  @Test
  void aClosedSocketRemembersItsEnds() throws IOException {
    Pair pair = pair();
    Socket socket = pair.socket();
    pair.close();
    assertTrue(socket.isClosed());
    assertTrue(socket.isConnected());
    assertTrue(socket.isBound());
    assertEquals(backend.at(listener.port()), socket.getRemoteSocketAddress());
    assertEquals(backend.at(listener.port()).getAddress(), socket.getInetAddress());
    assertEquals(listener.port(), socket.getPort());
    assertTrue(socket.getLocalPort() > 0);
    assertTrue(socket.getLocalAddress().isAnyLocalAddress());
    socket.close();
    assertClosed(() -> socket.connect(backend.at(listener.port())));
    assertClosed(() -> socket.bind(null));
    assertClosed(socket::getInputStream);
    assertClosed(socket::getOutputStream);
    assertClosed(socket::shutdownInput);
    assertClosed(socket::shutdownOutput);
  }

  @Test
  void saysWhatItIs() throws IOException {
    try (Socket socket = newSocket()) {
      assertEquals("Socket[unconnected]", socket.toString());
    }
    try (Pair pair = pair()) {
      Socket socket = pair.socket();
      assertEquals(
          "Socket[addr=%s,port=%d,localport=%d]"
              .formatted(socket.getInetAddress(), socket.getPort(), socket.getLocalPort()),
          socket.toString());
    }
  }

  @Test
  void aNameThatNobodyKnowsClosesTheSocket() throws IOException {
    Socket socket = newSocket();
    var nobody = InetSocketAddress.createUnresolved("nobody.invalid", listener.port());
    assertThrows(UnknownHostException.class, () -> socket.connect(nobody, AMPLE_MILLIS));
    assertTrue(socket.isClosed());
  }

  @Test
  void aSocketClosedBeforeItWasUsedIsClosed() throws IOException {
    Socket socket = newSocket();
    socket.close();
    socket.close();
    assertTrue(socket.isClosed());
    assertFalse(socket.isConnected());
    assertClosed(() -> socket.connect(backend.at(listener.port())));
    assertClosed(() -> socket.setSoTimeout(1));
  }

  @Test
  void aRefusalClosesTheSocket() throws IOException {
    Socket socket = newSocket();
    InetSocketAddress nobody = backend.at(backend.peers().refusedPort());
    assertThrows(ConnectException.class, () -> socket.connect(nobody, AMPLE_MILLIS));
    assertTrue(socket.isClosed());
    assertFalse(socket.isConnected());
    assertClosed(() -> socket.connect(backend.at(listener.port())));
  }

  @Test
  void nobodyListensAtPortZero() throws IOException {
    Socket socket = newSocket();
    assertThrows(ConnectException.class, () -> socket.connect(backend.at(0), AMPLE_MILLIS));
    assertTrue(socket.isClosed());
  }

  @Test
  void aTimeOutClosesTheSocket() throws IOException {
    try (SilentPeer silent = backend.peers().silentPeer()) {
      Socket socket = newSocket();
      assertSays(
          "Connect timed out",
          SocketTimeoutException.class,
          () -> socket.connect(silent.address(), SHORT_MILLIS));
      assertTrue(socket.isClosed());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void closingWakesWhoConnects(boolean virtual) throws Exception {
    try (SilentPeer silent = backend.peers().silentPeer()) {
      Socket socket = newSocket();
      Call<Void> call = connecting(socket, silent.address(), AMPLE_MILLIS, virtual);
      socket.close();
      call.failure(SocketException.class);
      assertTrue(socket.isClosed());
    }
  }

  @Test
  void anInterruptEndsAVirtualThreadsAttempt() throws Exception {
    try (SilentPeer silent = backend.peers().silentPeer()) {
      Socket socket = newSocket();
      Call<Void> call = connecting(socket, silent.address(), AMPLE_MILLIS, true);
      call.interrupt();
      assertEquals("Closed by interrupt", call.failure(SocketException.class).getMessage());
      assertTrue(call.interruptedAtEnd());
      assertTrue(socket.isClosed());
    }
  }

  @Test
  void aPlatformThreadIgnoresInterrupts() throws Exception {
    try (SilentPeer silent = backend.peers().silentPeer()) {
      Socket socket = newSocket();
      Call<Void> call = connecting(socket, silent.address(), 2 * SHORT_MILLIS, false);
      call.interrupt();
      call.failure(SocketTimeoutException.class);
      assertTrue(call.interruptedAtEnd());
      assertTrue(socket.isClosed());
    }
  }

  private static Call<Void> connecting(
      Socket socket, SocketAddress peer, int millis, boolean virtual) throws InterruptedException {
    return Call.<Void>start(
            () -> {
              socket.connect(peer, millis);
              return null;
            },
            threads(virtual))
        .settle();
  }

  @Test
  void anInterruptBeforehandDisturbsNoPlatformThread() throws Exception {
    Call<Integer> call =
        Call.start(() -> {
          Thread.currentThread().interrupt();
          try (Pair pair = interruptiblePair()) {
            pair.peer().write((byte) 5);
            return pair.socket().getInputStream().read();
          }
        });
    assertEquals(5, call.result());
    assertTrue(call.interruptedAtEnd());
  }

  @Test
  void anInterruptedAttemptIsTheOnlyOne() throws Exception {
    Call<Integer> call =
        Call.start(() -> {
          Thread.currentThread().interrupt();
          try (Pair pair = interruptiblePair()) {
            pair.socket().getOutputStream().write(6);
            return (int) pair.peer().read(1)[0];
          }
        });
    assertEquals(6, call.result());
  }

  // Interrupted threads may use the sockets under test, but not wait for the peers of the test.
  private Pair interruptiblePair() throws IOException {
    Socket socket = newSocket();
    socket.connect(backend.at(listener.port()));
    assertTrue(Thread.interrupted());
    Peer peer = listener.accept();
    Thread.currentThread().interrupt();
    return new Pair(socket, peer);
  }

  @Test
  void refusesWhatIsNoAddress() throws IOException {
    try (Socket socket = newSocket()) {
      assertThrows(IllegalArgumentException.class, () -> socket.connect(null));
      assertThrows(
          IllegalArgumentException.class, () -> socket.connect(backend.at(listener.port()), -1));
      assertThrows(
          IllegalArgumentException.class,
          () -> socket.connect(UnixDomainSocketAddress.of("/nowhere")));
      assertThrows(
          IllegalArgumentException.class,
          () -> socket.bind(UnixDomainSocketAddress.of("/nowhere")));
      assertThrows(
          SocketException.class,
          () -> socket.bind(InetSocketAddress.createUnresolved("localhost", 0)));
      assertFalse(socket.isClosed());
    }
  }

  @Test
  void keepsTheLocalPortItWasBoundTo() throws IOException {
    try (Socket socket = newSocket()) {
      socket.bind(null);
      int port = socket.getLocalPort();
      assertTrue(port > 0);
      assertTrue(socket.isBound());
      assertFalse(socket.isConnected());
      assertNotEquals(null, socket.getLocalSocketAddress());
      if (!backend.peers().connectsFromBoundPort()) {
        var peer = backend.at(listener.port());
        assertThrows(SocketException.class, () -> socket.connect(peer, AMPLE_MILLIS));
        return;
      }
      socket.connect(backend.at(listener.port()), AMPLE_MILLIS);
      assertEquals(port, socket.getLocalPort());
      listener.accept().close();
    }
  }

  @Test
  void cannotBindToWhatIsNotItsOwn() throws IOException {
    try (Socket socket = newSocket()) {
      assertThrows(BindException.class, () -> socket.bind(new InetSocketAddress(FOREIGN, 0)));
      assertFalse(socket.isBound());
      assertFalse(socket.isClosed());
    }
  }

  @Test
  void theFactoryConnects() throws IOException {
    String host = backend.peers().peerHost();
    int port = listener.port();
    InetAddress address = InetAddress.getByName(host);
    try (Socket first = backend.sockets().createSocket(host, port);
        Socket second = backend.sockets().createSocket(address, port);
        Socket third = backend.sockets().createSocket(host, port, null, 0);
        Socket fourth = backend.sockets().createSocket(address, port, null, 0)) {
      for (Socket socket : new Socket[] {first, second, third, fourth}) {
        try (Peer peer = listener.accept()) {
          assertEquals(backend.at(port), socket.getRemoteSocketAddress());
          peer.write((byte) 1);
        }
      }
      for (Socket socket : new Socket[] {first, second, third, fourth}) {
        assertEquals(1, socket.getInputStream().read());
      }
    }
  }

  @Test
  void theFactoryRefusesPortsThatAreNone() {
    String host = backend.peers().peerHost();
    for (int port : new int[] {-1, 0x10000}) {
      assertThrows(
          IllegalArgumentException.class, () -> backend.sockets().createSocket(host, port));
      assertThrows(
          IllegalArgumentException.class,
          () -> backend.sockets().createSocket(host, listener.port(), null, port));
    }
  }

  @Test
  void theFactoryTellsOfARefusal() throws IOException {
    int port = backend.peers().refusedPort();
    String host = backend.peers().peerHost();
    for (int i = 0; i < 20; i++) {
      // More often than a chip has sockets: none is lost.
      assertThrows(ConnectException.class, () -> backend.sockets().createSocket(host, port));
    }
  }
}
