package dev.spinet.socket.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.ConnectionRefusedException;
import dev.spinet.socket.Socket;
import dev.spinet.socket.WouldBlockException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From unconnected to connected, and all the ways in which that fails. */
abstract class ConnectingContract extends ContractCase<Backend> {

  private static final long POLL_NANOS = 1_000_000;

  @Test
  void aConversationOfTheOriginalDocument() throws Exception {
    try (var talk = converse()) {
      talk.socket().sendAll("Hello World!");
      assertArrayEquals("Hello World!".getBytes(UTF_8), talk.peer().read(12));
      talk.peer().write("Hello chip!".getBytes(UTF_8));
      assertArrayEquals("Hello chip!".getBytes(UTF_8), talk.socket().recv(11));
    }
  }

  @Test
  void connectsToASocketAddress() throws Exception {
    try (var socket = newSocket()) {
      socket.connect(new InetSocketAddress(backend.peerHost(), listener.port()));
      assertWorks(socket);
    }
  }

  @Test
  void connectsToAnUnresolvedSocketAddress() throws Exception {
    try (var socket = newSocket()) {
      socket.connect(InetSocketAddress.createUnresolved(backend.peerHost(), listener.port()));
      assertWorks(socket);
    }
  }

  @Test
  void knowsItsAddressesOnceConnected() throws Exception {
    try (var socket = newSocket()) {
      assertNull(socket.remoteAddress());
      assertNull(socket.localAddress());
      connect(socket);
      assertEquals(
          new InetSocketAddress(backend.peerHost(), listener.port()), socket.remoteAddress());
      InetSocketAddress local = socket.localAddress();
      assertNotNull(local);
      assertTrue(local.getPort() > 0, local::toString);
      assertWorks(socket);
    }
  }

  @Test
  void aRefusalIsNamedAndLeavesTheSocketUsable() throws Exception {
    int port = backend.refusedPort();
    try (var socket = newSocket()) {
      for (int i = 0; i < 3; i++) {
        assertThrows(
            ConnectionRefusedException.class, () -> socket.connect(backend.peerHost(), port));
        assertNull(socket.remoteAddress());
      }
      connect(socket);
      assertWorks(socket);
    }
  }

  @Test
  void aTimeoutEndsTheAttemptAndLeavesTheSocketUsable() throws Exception {
    try (var silent = backend.silentPeer();
        var socket = newSocket()) {
      socket.setTimeout(SHORT_MILLIS);
      for (int i = 0; i < 2; i++) {
        assertThrows(SocketTimeoutException.class, () -> socket.connect(silent.address()));
        assertNull(socket.remoteAddress());
      }
      socket.setTimeout(AMPLE_MILLIS);
      connect(socket);
      assertWorks(socket);
    }
  }

  @Test
  void withoutWaitingTheSameCallIsRepeatedUntilItIsDone() throws Exception {
    try (var socket = newSocket()) {
      socket.setTimeout(0);
      connectPatiently(socket, backend.peerHost(), listener.port());
      socket.setTimeout(AMPLE_MILLIS);
      assertWorks(socket);
    }
  }

  @Test
  void withoutWaitingARefusalIsToldByALaterCall() throws Exception {
    int port = backend.refusedPort();
    try (var socket = newSocket()) {
      socket.setTimeout(0);
      assertThrows(
          ConnectionRefusedException.class,
          () -> connectPatiently(socket, backend.peerHost(), port));
      connectPatiently(socket, backend.peerHost(), listener.port());
      socket.setTimeout(AMPLE_MILLIS);
      assertWorks(socket);
    }
  }

  @Test
  void anAttemptInProgressIsNotForgotten() throws Exception {
    try (var silent = backend.silentPeer();
        var socket = newSocket()) {
      socket.setTimeout(0);
      assertThrows(WouldBlockException.class, () -> socket.connect(silent.address()));
      assertThrows(WouldBlockException.class, () -> socket.connect(silent.address()));
      var other = assertThrows(SocketException.class, () -> connect(socket));
      assertSays("being tried", other);
      assertThrows(SocketException.class, () -> socket.recv(1));
      socket.setTimeout(SHORT_MILLIS);
      assertThrows(SocketTimeoutException.class, () -> socket.connect(silent.address()));
      socket.setTimeout(AMPLE_MILLIS);
      connect(socket);
      assertWorks(socket);
    }
  }

  @Test
  void aConnectedSocketIsNotConnectedAgain() throws Exception {
    try (var talk = converse()) {
      var error = assertThrows(SocketException.class, () -> connect(talk.socket()));
      assertSays("connected already", error);
      talk.arrive((byte) 7);
      assertArrayEquals(new byte[] {7}, talk.socket().recv(1));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anInterruptEndsTheAttemptAndLeavesTheSocketUsable(boolean virtual) throws Exception {
    try (var silent = backend.silentPeer();
        var socket = newSocket()) {
      var call =
          Call.start(
                  () -> {
                    socket.connect(silent.address());
                    return "connected";
                  },
                  virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon())
              .settle();
      call.interrupt();
      call.failure(InterruptedIOException.class);
      assertTrue(call.interruptedAtEnd());
      connect(socket);
      assertWorks(socket);
    }
  }

  @Test
  void closingEndsTheAttempt() throws Exception {
    Socket socket = newSocket();
    try (var silent = backend.silentPeer()) {
      socket.setTimeout(null);
      var call =
          Call.start(
                  () -> {
                    socket.connect(silent.address());
                    return "connected";
                  })
              .settle();
      socket.close();
      assertEquals("Socket closed", call.failure(SocketException.class).getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 65536, Integer.MAX_VALUE})
  void aPortOutOfRangeIsRefused(int port) throws Exception {
    try (var socket = newSocket()) {
      var error =
          assertThrows(
              IllegalArgumentException.class, () -> socket.connect(backend.peerHost(), port));
      assertSays("65535", error);
    }
  }

  @Test
  void aSocketAddressNeedsAPort() throws Exception {
    try (var socket = newSocket()) {
      var address = new InetSocketAddress(backend.peerHost(), 0);
      assertThrows(IllegalArgumentException.class, () -> socket.connect(address));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "no-such-host.invalid", "1.2.3", "1.2.3.256", "01.2.3.4", "1.2.3.4.5"})
  void whatIsNeitherAddressNorKnownNameIsRefused(String host) throws Exception {
    try (var socket = newSocket()) {
      assertThrows(UnknownHostException.class, () -> socket.connect(host, listener.port()));
      connect(socket);
      assertWorks(socket);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "224.0.0.1", "239.255.255.255", "255.255.255.255"})
  void whatIsNotOneHostIsRefused(String host) throws Exception {
    try (var socket = newSocket()) {
      var error = assertThrows(SocketException.class, () -> socket.connect(host, 80));
      assertSays(host, error);
    }
  }

  @Test
  void ipv6IsRefused() throws Exception {
    try (var socket = newSocket()) {
      var address = new InetSocketAddress(InetAddress.ofLiteral("::1"), listener.port());
      var error = assertThrows(SocketException.class, () -> socket.connect(address));
      assertSays("IPv4", error);
    }
  }

  @Test
  void onlyAConnectedSocketTransfers() throws Exception {
    try (var socket = newSocket()) {
      assertNotConnected(() -> socket.recv(1));
      assertNotConnected(() -> socket.recvInto(new byte[1]));
      assertNotConnected(() -> socket.recvSome(new byte[1]));
      assertNotConnected(() -> socket.send(new byte[1]));
      assertNotConnected(() -> socket.sendAll("x"));
      assertNotConnected(socket::available);
      assertNotConnected(socket::shutdownOutput);
      assertEquals(0, socket.recv(0).length);
      assertEquals(0, socket.send(new byte[0]));
    }
  }

  private static void assertNotConnected(org.junit.jupiter.api.function.Executable call) {
    var error = assertThrows(SocketException.class, call);
    assertSays("not connected", error);
  }

  private void assertWorks(Socket socket) throws IOException {
    try (Peer peer = listener.accept()) {
      socket.sendAll("ping");
      assertArrayEquals("ping".getBytes(UTF_8), peer.read(4));
      peer.write("pong".getBytes(UTF_8));
      assertArrayEquals("pong".getBytes(UTF_8), socket.recv(4));
    }
  }

  private static void connectPatiently(Socket socket, String host, int port) throws IOException {
    long start = System.nanoTime();
    while (true) {
      try {
        socket.connect(host, port);
        return;
      } catch (WouldBlockException e) {
        if (System.nanoTime() - start > AMPLE_MILLIS * 1_000_000L) {
          throw e;
        }
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
  }
}
