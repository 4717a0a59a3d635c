package dev.spinet.socket.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.Socket;
import dev.spinet.socket.WouldBlockException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Local ports, and sockets that peers connect to. */
public abstract class ListeningContract extends ContractCase<ListeningBackend> {

  private static final long POLL_NANOS = 1_000_000;
  private static final String FOREIGN = "203.0.113.9"; // kept for documentation by RFC 5737

  /** For subclasses. */
  protected ListeningContract() {}

  private Socket listening(int backlog) throws IOException {
    Socket server = newSocket();
    server.listen(backlog);
    return server;
  }

  private static int port(Socket socket) {
    return present(socket.localAddress()).getPort();
  }

  private static void converse(Socket socket, Peer peer) throws IOException {
    socket.setTimeout(AMPLE_MILLIS);
    peer.write("ping".getBytes(UTF_8));
    assertArrayEquals("ping".getBytes(UTF_8), socket.recv(4));
    socket.sendAll("pong");
    assertArrayEquals("pong".getBytes(UTF_8), peer.read(4));
  }

  @Test
  void acceptsAPeer() throws Exception {
    try (Socket server = listening(1)) {
      int port = port(server);
      try (Peer peer = backend.connectTo(port);
          Socket accepted = server.accept()) {
        assertNull(accepted.getTimeout());
        converse(accepted, peer);
        assertEquals(port, port(accepted));
        InetSocketAddress remote = present(accepted.remoteAddress());
        assertNotEquals(0, remote.getPort());
        assertNull(server.remoteAddress());
        assertSame(driver(), accepted.driver());
        assertNotEquals(server.fileno(), accepted.fileno());
        assertSame(accepted, Socket.ofFileno(driver(), accepted.fileno()));
      }
    }
  }

  @Test
  void listensAtTheBoundPort() throws Exception {
    int port;
    try (Socket socket = newSocket()) {
      assertNull(socket.localAddress());
      socket.bind(0);
      port = port(socket);
      assertTrue(port > 0);
    }
    try (Socket server = newSocket()) {
      server.bind(port);
      assertEquals(port, port(server));
      server.listen();
      assertEquals(port, port(server));
      try (Peer peer = backend.connectTo(port);
          Socket accepted = server.accept()) {
        converse(accepted, peer);
      }
    }
  }

  @Test
  void connectsFromTheBoundPort() throws Exception {
    try (Socket socket = newSocket()) {
      socket.bind("0.0.0.0", 0);
      int port = port(socket);
      if (!backend.connectsFromBoundPort()) {
        assertSays("local port", assertThrows(SocketException.class, () -> connect(socket)));
        return;
      }
      connect(socket);
      assertEquals(port, port(socket));
      try (Peer peer = listener.accept()) {
        converse(socket, peer);
      }
    }
  }

  @Test
  void aPortIsTakenOnce() throws Exception {
    Socket server = listening(1);
    int port = port(server);
    try (server;
        Socket other = newSocket()) {
      assertThrows(BindException.class, () -> other.bind(port));
      server.close();
      eventually(() -> other.bind(port));
      assertEquals(port, port(other));
    }
  }

  private static void eventually(Executable body) throws Exception {
    long start = System.nanoTime();
    while (true) {
      try {
        body.execute();
        return;
      } catch (IOException e) {
        if (System.nanoTime() - start > AMPLE_MILLIS * 1_000_000L) {
          throw e;
        }
        LockSupport.parkNanos(POLL_NANOS);
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void whatCannotBeBoundIsRefused() throws Exception {
    try (Socket socket = newSocket()) {
      assertThrows(BindException.class, () -> socket.bind(FOREIGN, 0));
      for (int port : new int[] {-1, 65_536, Integer.MAX_VALUE}) {
        assertSays("65535", assertThrows(IllegalArgumentException.class, () -> socket.bind(port)));
        assertThrows(IllegalArgumentException.class, () -> socket.bind("0.0.0.0", port));
      }
      var ipv6 = new InetSocketAddress(InetAddress.ofLiteral("::1"), 0);
      assertSays("IPv4", assertThrows(SocketException.class, () -> socket.bind(ipv6)));
      assertThrows(IOException.class, () -> socket.bind("no-such-host.invalid", 0));
      socket.bind("", 0);
      assertThrows(BindException.class, () -> socket.bind(0));
      assertTrue(port(socket) > 0);
    }
  }

  @Test
  void acceptingTimesOut() throws Exception {
    try (Socket server = listening(1)) {
      server.setTimeout(SHORT_MILLIS);
      assertThrows(SocketTimeoutException.class, server::accept);
      server.setTimeout(AMPLE_MILLIS);
      assertAccepts(server);
    }
  }

  private void assertAccepts(Socket server) throws IOException {
    try (Peer peer = backend.connectTo(port(server));
        Socket accepted = server.accept()) {
      converse(accepted, peer);
    }
  }

  @Test
  void withoutWaitingThereIsWhoIsThere() throws Exception {
    try (Socket server = listening(1)) {
      server.setTimeout(0);
      assertThrows(WouldBlockException.class, server::accept);
      try (Peer peer = backend.connectTo(port(server));
          Socket accepted = acceptPatiently(server)) {
        converse(accepted, peer);
      }
      assertThrows(WouldBlockException.class, server::accept);
    }
  }

  private static Socket acceptPatiently(Socket server) throws IOException {
    long start = System.nanoTime();
    while (true) {
      try {
        return server.accept();
      } catch (WouldBlockException e) {
        if (System.nanoTime() - start > AMPLE_MILLIS * 1_000_000L) {
          throw e;
        }
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anInterruptEndsTheWait(boolean virtual) throws Exception {
    try (Socket server = listening(1)) {
      var call = Call.start(server::accept, threads(virtual)).settle();
      call.interrupt();
      call.failure(InterruptedIOException.class);
      assertTrue(call.interruptedAtEnd());
      assertAccepts(server);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void closingWakesWhoeverAccepts(boolean virtual) throws Exception {
    Socket server = listening(1);
    server.setTimeout(null);
    var first = Call.start(server::accept, threads(virtual)).settle();
    var second = Call.start(server::accept, threads(virtual)).settle();
    server.close();
    assertEquals("Socket closed", first.failure(SocketException.class).getMessage());
    assertEquals("Socket closed", second.failure(SocketException.class).getMessage());
    assertClosed(server::accept);
    assertClosed(server::listen);
    assertClosed(() -> server.bind(0));
  }

  @Test
  void closingTheDriverWakesWhoeverAccepts() throws Exception {
    Socket server = listening(1);
    var call = Call.start(server::accept).settle();
    driver().close();
    call.failure(IOException.class);
    server.close();
  }

  @Test
  void manyPeersOneAfterAnother() throws Exception {
    try (Socket server = listening(2)) {
      for (int i = 0; i < 40; i++) {
        try (Peer peer = backend.connectTo(port(server));
            Socket accepted = server.accept()) {
          peer.write((byte) i);
          assertArrayEquals(new byte[] {(byte) i}, accepted.recv(1));
          if (!backend.keepsConnectionsApart()) {
            end(accepted, peer);
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
  void whoWaitsLongestIsAcceptedFirst() throws Exception {
    try (Socket server = listening(2)) {
      try (Peer early = backend.connectTo(port(server))) {
        early.write((byte) 1);
        try (Peer late = backend.connectTo(port(server))) {
          late.write((byte) 2);
          try (Socket first = server.accept();
              Socket second = server.accept()) {
            assertArrayEquals(new byte[] {1}, receiveOne(first));
            assertArrayEquals(new byte[] {2}, receiveOne(second));
          }
        }
      }
    }
  }

  private static byte[] receiveOne(Socket socket) throws IOException {
    socket.setTimeout(AMPLE_MILLIS);
    return socket.recv(1);
  }

  // Peers that come all at once, as many as may wait, again and again: nobody may be refused.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void nobodyIsRefusedWhileThereIsRoom(int backlog) throws Exception {
    try (Socket server = listening(backlog)) {
      for (int round = 0; round < 4; round++) {
        List<Call<Peer>> calls = new ArrayList<>();
        for (int i = 0; i < backlog; i++) {
          calls.add(Call.start(() -> backend.connectTo(port(server))));
        }
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < backlog; i++) {
          Peer peer = calls.get(i).result();
          peer.write((byte) (10 * round + i));
          peers.add(peer);
        }
        Set<Byte> seen = new HashSet<>();
        for (int i = 0; i < backlog; i++) {
          try (Socket accepted = server.accept()) {
            seen.add(receiveOne(accepted)[0]);
          }
        }
        assertEquals(backlog, seen.size());
        for (Peer peer : peers) {
          assertEquals(0, peer.read(1).length);
          peer.close();
        }
      }
    }
  }

  @Test
  void severalConnectionsAtOnce() throws Exception {
    try (Socket server = listening(2)) {
      List<Socket> sockets = new ArrayList<>();
      List<Peer> peers = new ArrayList<>();
      try {
        for (int i = 0; i < 3; i++) {
          peers.add(backend.connectTo(port(server)));
          sockets.add(server.accept());
        }
        for (int i = 0; i < 3; i++) {
          converse(sockets.get(i), peers.get(i));
        }
      } finally {
        for (Socket socket : sockets) {
          socket.close();
        }
        for (Peer peer : peers) {
          peer.close();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void twoThreadsAcceptOneEach(boolean virtual) throws Exception {
    try (Socket server = listening(2)) {
      var first = Call.start(server::accept, threads(virtual)).settle();
      var second = Call.start(server::accept, threads(virtual)).settle();
      try (Peer one = backend.connectTo(port(server));
          Peer two = backend.connectTo(port(server));
          Socket oneAccepted = first.result();
          Socket twoAccepted = second.result()) {
        one.write((byte) 1);
        two.write((byte) 2);
        int sum = receiveOne(oneAccepted)[0] + receiveOne(twoAccepted)[0];
        assertEquals(3, sum);
      }
    }
  }

  @Test
  void anAcceptedSocketOutlivesItsListener() throws Exception {
    Socket server = listening(1);
    int port = port(server);
    try (server;
        Peer peer = backend.connectTo(port);
        Socket accepted = server.accept()) {
      server.close();
      converse(accepted, peer);
      assertRefused(port);
      converse(accepted, peer);
    }
  }

  private void assertRefused(int port) {
    try (Peer refused = backend.connectTo(port)) {
      assertEquals(0, refused.read(1).length);
    } catch (IOException e) {
      assertNotNull(e.getMessage());
    }
  }

  @Test
  void whoeverIsNotAcceptedIsCutByClosing() throws Exception {
    Socket server = listening(1);
    try (Peer peer = backend.connectTo(port(server))) {
      server.close();
      assertEquals(0, peer.read(1).length);
    } catch (IOException e) {
      // As good as the end of the stream: nothing can come any more.
      assertNotNull(e.getMessage());
    }
  }

  @Test
  void whatCameBeforeAcceptingIsThere() throws Exception {
    byte[] data = pattern(500);
    try (Socket server = listening(1);
        Peer peer = backend.connectTo(port(server))) {
      peer.write(data);
      try (Socket accepted = server.accept()) {
        accepted.setTimeout(AMPLE_MILLIS);
        assertArrayEquals(data, accepted.recv(500));
        peer.shutdownOutput();
        assertEquals(0, accepted.recv(1).length);
      }
    }
  }

  @Test
  void aLongStreamPassesBothWays() throws Exception {
    byte[] data = pattern(200_000);
    try (Socket server = listening(1);
        Peer peer = backend.connectTo(port(server));
        Socket accepted = server.accept()) {
      accepted.setTimeout(AMPLE_MILLIS);
      var echo =
          Call.start(() -> {
            accepted.sendAll(accepted.recv(data.length));
            endOutput(accepted);
            return true;
          });
      peer.write(data);
      assertArrayEquals(data, peer.read(data.length + 1));
      assertTrue(echo.result());
    }
  }

  @Test
  void aListenerOnlyAccepts() throws Exception {
    try (Socket server = listening(1)) {
      assertListening(() -> server.recv(1));
      assertListening(() -> server.recvInto(new byte[1]));
      assertListening(() -> server.recvFrom(1));
      assertListening(() -> server.send(new byte[1]));
      assertListening(() -> server.sendTo("x", backend.peerHost(), 9));
      assertListening(server::available);
      assertListening(server::shutdownInput);
      assertListening(server::shutdownOutput);
      assertListening(() -> connect(server));
      assertListening(() -> server.bind(0));
      assertListening(server::listen);
      assertAccepts(server);
    }
  }

  private static void assertListening(Executable call) {
    assertSays("is listening", assertThrows(SocketException.class, call));
  }

  @Test
  void onlyAnUnconnectedStreamListens() throws Exception {
    try (var talk = converse();
        Socket fresh = newSocket()) {
      assertSays("connected", assertThrows(SocketException.class, () -> talk.socket().listen()));
      assertSays("connected", assertThrows(SocketException.class, () -> talk.socket().bind(0)));
      assertSays("listen first", assertThrows(SocketException.class, () -> talk.socket().accept()));
      assertSays("listen first", assertThrows(SocketException.class, fresh::accept));
      for (int backlog : new int[] {0, -1, Integer.MIN_VALUE}) {
        assertSays(
            "at least 1",
            assertThrows(IllegalArgumentException.class, () -> fresh.listen(backlog)));
      }
      fresh.listen(Integer.MAX_VALUE);
      assertAccepts(fresh);
    }
  }
}
