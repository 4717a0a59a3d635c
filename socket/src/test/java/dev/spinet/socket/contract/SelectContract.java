package dev.spinet.socket.contract;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.MSG_DONTWAIT;
import static dev.spinet.socket.SocketConstants.MSG_PEEK;
import static dev.spinet.socket.SocketConstants.SOCK_DGRAM;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.socket.Select;
import dev.spinet.socket.Select.Selection;
import dev.spinet.socket.Socket;
import dev.spinet.socket.WouldBlockException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Waiting for many sockets at once. */
public abstract class SelectContract extends ContractCase<FullBackend> {

  private static final List<Socket> NONE = List.of();
  private static final int CHUNK = 1_000;

  /** For subclasses. */
  protected SelectContract() {}

  private static Selection readable(Socket... sockets) throws IOException {
    return Select.select(List.of(sockets), NONE, NONE, AMPLE_MILLIS);
  }

  private static boolean isReadable(Socket socket) throws IOException {
    return !Select.select(List.of(socket), NONE, NONE, 0).isEmpty();
  }

  private Socket newDatagramSocket() throws IOException {
    var socket = new Socket(driver(), AF_INET, SOCK_DGRAM);
    socket.setTimeout(AMPLE_MILLIS);
    return socket;
  }

  @Test
  void nothingIsReadyWhenTheTimeIsOver() throws Exception {
    try (var talk = converse()) {
      for (Duration timeout : List.of(Duration.ZERO, Duration.ofMillis(SHORT_MILLIS))) {
        assertTrue(Select.select(List.of(talk.socket()), NONE, NONE, timeout).isEmpty());
      }
      assertTrue(Select.select(List.of(talk.socket()), NONE, List.of(talk.socket()), 1).isEmpty());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bytesWake(boolean virtual) throws Exception {
    try (var talk = converse();
        var quiet = converse()) {
      var call =
          Call.start(() -> readable(quiet.socket(), talk.socket()), threads(virtual)).settle();
      talk.peer().write((byte) 1);
      assertEquals(List.of(talk.socket()), call.result().readable());
      assertEquals(List.of(talk.socket()), readable(quiet.socket(), talk.socket()).readable());
      talk.socket().recv(1);
      assertTrue(!isReadable(talk.socket()));
    }
  }

  @Test
  void theEndOfTheStreamWakes() throws Exception {
    try (var talk = converse()) {
      var call = Call.start(() -> readable(talk.socket())).settle();
      talk.peer().shutdownOutput();
      assertEquals(List.of(talk.socket()), call.result().readable());
      assertEquals(0, talk.socket().recv(1).length);
      assertTrue(isReadable(talk.socket()));
    }
  }

  @Test
  void aResetWakes() throws Exception {
    try (var talk = converse()) {
      var call = Call.start(() -> readable(talk.socket())).settle();
      talk.peer().reset();
      assertEquals(List.of(talk.socket()), call.result().readable());
      assertReset(talk.socket());
    }
  }

  @Test
  void aPeerThatConnectsWakes() throws Exception {
    try (var server = newSocket()) {
      server.listen(1);
      assertTrue(!isReadable(server));
      var call = Call.start(() -> readable(server)).settle();
      try (Peer peer = backend.connectTo(present(server.localAddress()).getPort())) {
        assertEquals(List.of(server), call.result().readable());
        server.setTimeout(0);
        try (Socket accepted = server.accept()) {
          peer.write((byte) 1);
          accepted.setTimeout(AMPLE_MILLIS);
          assertEquals(1, accepted.recv(1).length);
        }
      }
      assertTrue(!isReadable(server));
    }
  }

  @Test
  void aDatagramWakes() throws Exception {
    try (var socket = newDatagramSocket();
        var peer = backend.datagramPeer()) {
      DatagramCase.greet(socket, peer);
      assertTrue(!isReadable(socket));
      var call = Call.start(() -> readable(socket)).settle();
      peer.answer((byte) 1);
      assertEquals(List.of(socket), call.result().readable());
      assertArrayEquals(new byte[] {1}, socket.recv(9, MSG_DONTWAIT));
      assertTrue(!isReadable(socket));
      assertEquals(List.of(socket), Select.select(NONE, List.of(socket), NONE, 0).writable());
    }
  }

  @Test
  void roomToSendWakes() throws Exception {
    try (var talk = converse()) {
      Socket socket = talk.socket();
      assertEquals(List.of(socket), Select.select(NONE, List.of(socket), NONE, 0).writable());
      int sent = 0;
      do {
        // On a busy machine what is on its way may make room later than that.
        sent += fill(socket);
      } while (!Select.select(NONE, List.of(socket), NONE, 0).isEmpty());
      var call =
          Call.start(() -> Select.select(NONE, List.of(socket), NONE, AMPLE_MILLIS)).settle();
      talk.peer().read(sent);
      assertEquals(List.of(socket), call.result().writable());
      assertTrue(socket.send(new byte[1], 0, 1, MSG_DONTWAIT) == 1);
    }
  }

  // Until there is no room, and nothing on its way makes room any more.
  private static int fill(Socket socket) throws IOException {
    int sent = 0;
    do {
      while (true) {
        try {
          sent += socket.send(new byte[CHUNK], 0, CHUNK, MSG_DONTWAIT);
        } catch (WouldBlockException e) {
          break;
        }
      }
    } while (!Select.select(NONE, List.of(socket), NONE, SHORT_MILLIS).isEmpty());
    return sent;
  }

  @Test
  void aConnectionThatIsDecidedWakes() throws Exception {
    try (var socket = newSocket()) {
      socket.setTimeout(0);
      try {
        connect(socket);
      } catch (WouldBlockException e) {
        assertEquals(
            List.of(socket), Select.select(NONE, List.of(socket), NONE, AMPLE_MILLIS).writable());
        connect(socket);
      }
      listener.accept().close();
    }
  }

  @Test
  void allKindsAndChipsTogether() throws Exception {
    try (var talk = converse();
        var server = newSocket();
        var socket = newDatagramSocket();
        var peer = backend.datagramPeer();
        FullBackend second = openBackend();
        var secondListener = second.listen();
        var other = new Socket(second.driver())) {
      server.listen(1);
      DatagramCase.greet(socket, peer);
      other.setTimeout(AMPLE_MILLIS);
      other.connect(second.peerHost(), secondListener.port());
      try (Peer otherPeer = secondListener.accept()) {
        List<Socket> all = List.of(socket, server, other, talk.socket());
        assertTrue(Select.select(all, NONE, NONE, 0).isEmpty());
        var call = Call.start(() -> Select.select(all, NONE, NONE, AMPLE_MILLIS)).settle();
        otherPeer.write((byte) 1);
        assertEquals(List.of(other), call.result().readable());
        peer.answer((byte) 1);
        Call.eventually("both are ready", () -> readyCount(all) == 2);
        talk.peer().write((byte) 1);
        Call.eventually("three are ready", () -> readyCount(all) == 3);
        assertEquals(
            List.of(socket, other, talk.socket()), Select.select(all, NONE, NONE, 0).readable());
        assertEquals(
            List.of(other, talk.socket()),
            Select.select(NONE, List.of(other, talk.socket()), NONE, 0).writable());
      }
    }
  }

  private static int readyCount(List<Socket> sockets) {
    try {
      return Select.select(sockets, NONE, NONE, 0).readable().size();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aSocketMayBeNamedSeveralTimes() throws Exception {
    try (var talk = converse();
        var quiet = converse()) {
      Socket socket = talk.socket();
      talk.arrive((byte) 1);
      List<Socket> named = List.of(socket, quiet.socket(), socket);
      Selection ready = Select.select(named, List.of(socket), List.of(socket), AMPLE_MILLIS);
      assertEquals(List.of(socket, socket), ready.readable());
      assertEquals(List.of(socket), ready.writable());
      assertEquals(NONE, ready.failed());
    }
  }

  @Test
  void bytesKeptByTheSocketAreReady() throws Exception {
    try (var talk = converse()) {
      Socket socket = talk.socket();
      talk.arrive(pattern(5));
      assertEquals(5, socket.recv(5, MSG_PEEK).length);
      assertEquals(List.of(socket), readable(socket).readable());
      socket.setTimeout(SHORT_MILLIS);
      assertThrows(SocketTimeoutException.class, () -> socket.recv(9));
      assertEquals(List.of(socket), readable(socket).readable());
      assertEquals(5, socket.recv(5).length);
      assertTrue(!isReadable(socket));
    }
  }

  @Test
  void aDatagramKeptByTheSocketIsReady() throws Exception {
    try (var socket = newDatagramSocket();
        var peer = backend.datagramPeer()) {
      DatagramCase.greet(socket, peer);
      peer.answer((byte) 1);
      assertEquals(1, socket.recv(5, MSG_PEEK).length);
      assertEquals(List.of(socket), readable(socket).readable());
      socket.recv(1);
      assertTrue(!isReadable(socket));
    }
  }

  @Test
  void theEndOfADirectionWakes() throws Exception {
    try (var talk = converse()) {
      Socket socket = talk.socket();
      var call = Call.start(() -> readable(socket)).settle();
      socket.shutdownInput();
      assertEquals(List.of(socket), call.result().readable());
      socket.shutdownOutput();
      assertEquals(List.of(socket), Select.select(NONE, List.of(socket), NONE, 0).writable());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void closingWakes(boolean virtual) throws Exception {
    try (var talk = converse();
        var quiet = converse()) {
      List<Socket> both = List.of(quiet.socket(), talk.socket());
      var call = Call.start(() -> Select.select(both, NONE, NONE, null), threads(virtual)).settle();
      talk.socket().close();
      assertEquals("Socket closed", call.failure(SocketException.class).getMessage());
      assertClosed(() -> Select.select(both, NONE, NONE, 0));
    }
  }

  @Test
  void closingTheDriverWakes() throws Exception {
    try (var talk = converse()) {
      var call = Call.start(() -> readable(talk.socket())).settle();
      driver().close();
      // Either is right: the socket has an error, which a call would throw, or select throws it.
      try {
        assertEquals(List.of(talk.socket()), call.result().readable());
      } catch (java.util.concurrent.ExecutionException e) {
        assertTrue(e.getCause() instanceof IOException, e::toString);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anInterruptWakes(boolean virtual) throws Exception {
    try (var talk = converse()) {
      for (List<Socket> sockets : Arrays.asList(List.of(talk.socket()), NONE)) {
        var call =
            Call.start(() -> Select.select(sockets, NONE, NONE, null), threads(virtual)).settle();
        call.interrupt();
        call.failure(InterruptedIOException.class);
        assertTrue(call.interruptedAtEnd());
      }
    }
  }

  @Test
  void noSocketsAreJustAWait() throws Exception {
    assertTrue(Select.select(NONE, NONE, NONE, 0).isEmpty());
    assertTrue(Select.select(NONE, NONE, NONE, 2).isEmpty());
  }

  @Test
  @SuppressWarnings("NullAway") // null is what is tested
  void wrongArgumentsAreRefused() throws Exception {
    try (var socket = newSocket()) {
      List<Socket> one = List.of(socket);
      assertThrows(IllegalArgumentException.class, () -> Select.select(one, NONE, NONE, -1));
      assertThrows(
          IllegalArgumentException.class,
          () -> Select.select(one, NONE, NONE, Duration.ofNanos(-1)));
      assertThrows(
          NullPointerException.class,
          () -> Select.select(Arrays.asList(socket, null), NONE, NONE, 0));
      assertThrows(NullPointerException.class, () -> Select.select(one, null, NONE, 0));
    }
  }
}
