package dev.spinet.drivers.w5500;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.simulator.net.Impairment;
import dev.spinet.socket.ConnectionRefusedException;
import dev.spinet.socket.HostUnreachableException;
import dev.spinet.socket.LinkDownException;
import dev.spinet.socket.NoFreeSocketException;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How connecting ends, and how hardware sockets are handed out. */
@Timeout(60)
@SuppressWarnings("try") // Closing early is what one of these tests is about.
final class ConnectTest {

  /** A port of this machine that refuses: it is taken, so nobody else can listen there. */
  private static Socket closedPort() throws IOException {
    var socket = new Socket();
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    return socket;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void refusedAndThenConnectedWithTheSameEndpoint(boolean interrupt) throws Exception {
    try (var board = Board.builder().interrupt(interrupt).build();
        var peer = Peer.echo();
        var closed = closedPort();
        var endpoint = board.driver.openStream()) {
      int port = closed.getLocalPort();
      var refused =
          assertThrows(
              ConnectionRefusedException.class,
              () -> endpoint.connect(Board.HOST, port, Board.SECONDS_10));
      assertTrue(Streams.message(refused).contains("10.0.2.2:" + port), Streams.message(refused));
      assertNull(endpoint.remoteAddress());
      assertTrue(endpoint.connect(Board.HOST, peer.port(), Board.SECONDS_10));
      Streams.sendAll(endpoint, new byte[] {1, 2, 3});
      assertEquals(3, Streams.receive(endpoint, 3).length);
      assertThrows(SocketException.class, () -> endpoint.connect(Board.HOST, peer.port(), 0));
    }
  }

  @Test
  void nobodyAnswersArp() throws Exception {
    try (var board = Board.builder().build();
        var endpoint = board.driver.openStream()) {
      var unreachable =
          assertThrows(
              HostUnreachableException.class,
              () -> endpoint.connect(Board.NOBODY, 80, Board.SECONDS_10));
      assertTrue(Streams.message(unreachable).contains("ARP"), Streams.message(unreachable));
    }
  }

  @Test
  void noGatewayOnTheWay() throws Exception {
    try (var board = Board.builder().build();
        var endpoint = board.driver.openStream()) {
      board.driver.setLinkInfo("10.0.2.15", "255.255.255.0", "0.0.0.0", "0.0.0.0");
      assertThrows(
          HostUnreachableException.class,
          () -> endpoint.connect(Board.address("192.168.7.1"), 80, Board.SECONDS_10));
    }
  }

  @Test
  void nobodyAnswersBehindTheGateway() throws Exception {
    try (var board = Board.builder().build();
        var endpoint = board.driver.openStream()) {
      board.shortenRetries();
      var silence =
          assertThrows(
              ConnectException.class,
              () -> endpoint.connect(Board.address("192.0.2.1"), 80, Board.SECONDS_10));
      assertTrue(Streams.message(silence).contains("timed out"), Streams.message(silence));
    }
  }

  @Test
  void cablePulledWhileConnecting() throws Exception {
    try (var board = Board.builder().build();
        var endpoint = board.driver.openStream()) {
      // A second between two ARP requests: the chip must not give up before the cable is pulled.
      board.driver.setRetries(10_000, 8);
      assertFalse(endpoint.connect(Board.NOBODY, 80, 0));
      board.cable.setPluggedIn(false);
      assertThrows(
          LinkDownException.class, () -> endpoint.connect(Board.NOBODY, 80, Board.SECONDS_10));
    }
  }

  @Test
  void cancelledByAnotherThread() throws Exception {
    try (var board = Board.builder().build();
        var endpoint = board.driver.openStream();
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var connecting = executor.submit(() -> endpoint.connect(Board.NOBODY, 80, Board.SECONDS_10));
      Streams.await("connecting", () -> endpoint.localAddress() != null);
      endpoint.cancelConnect();
      var failure =
          assertThrows(ExecutionException.class, () -> connecting.get(10, TimeUnit.SECONDS));
      var cause = Streams.present(failure.getCause());
      assertTrue(Streams.message(cause).contains("cancelled"), cause.toString());
    }
  }

  /** A closed connection whose peer does not take its data holds its socket for a while. */
  @Test
  void waitsForASocketThatIsFinishing() throws Exception {
    try (var board = Board.builder().options(o -> o.bufferKiB(16)).build();
        var peer = Peer.silent()) {
      var memory = Arena.ofAuto().allocate(8192);
      try (var endpoint = board.connect(peer.port())) {
        // Nobody acknowledges anything.
        board.lan.setImpairment((from, frame) -> Impairment.Fate.LOST);
        while (endpoint.send(memory, 0, 8192, TimeUnit.MILLISECONDS.toNanos(100)) > 0) {
          // until nothing more fits
        }
      }
      var interrupted = new CompletableFuture<Object>();
      var waiting =
          Thread.ofPlatform()
              .start(() -> {
                try (var endpoint = board.driver.openStream()) {
                  interrupted.complete(endpoint);
                } catch (IOException e) {
                  interrupted.complete(e);
                }
              });
      Streams.await("waiting", () -> waiting.getState() == Thread.State.WAITING);
      waiting.interrupt();
      assertEquals(InterruptedIOException.class, interrupted.get(10, TimeUnit.SECONDS).getClass());
      peer.close();
      board.lan.setImpairment(Impairment.NONE);
      board.driver.openStream().close();
    }
  }

  @Test
  void timeOutsAreTheCallersAndTheAttemptGoesOn() throws Exception {
    try (var board = Board.builder().build();
        var peer = Peer.echo();
        var endpoint = board.driver.openStream()) {
      assertFalse(endpoint.connect(Board.NOBODY, 80, 0));
      assertFalse(endpoint.connect(Board.NOBODY, 80, TimeUnit.MILLISECONDS.toNanos(30)));
      var other =
          assertThrows(SocketException.class, () -> endpoint.connect(Board.HOST, peer.port(), 0));
      assertTrue(Streams.message(other).contains("still connecting"), Streams.message(other));
      endpoint.cancelConnect();
      assertTrue(endpoint.connect(Board.HOST, peer.port(), Board.SECONDS_10));
    }
  }

  @Test
  void connectsWithoutBlocking() throws Exception {
    try (var board = Board.builder().build();
        var peer = Peer.echo();
        var endpoint = board.driver.openStream()) {
      Streams.await(
          "connected",
          () -> {
            try {
              return endpoint.connect(Board.HOST, peer.port(), 0);
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
      assertNotNull(endpoint.remoteAddress());
    }
  }

  @Test
  void cablePulled() throws Exception {
    try (var board = Board.builder().build();
        var endpoint = board.driver.openStream()) {
      assertTrue(board.driver.isLinked());
      board.cable.setPluggedIn(false);
      Streams.await("link down", () -> isDown(board.driver));
      assertThrows(
          LinkDownException.class, () -> endpoint.connect(Board.HOST, 80, Board.SECONDS_10));
      var down =
          assertThrows(LinkDownException.class, () -> board.driver.link(Duration.ofMillis(50)));
      assertTrue(Streams.message(down).contains("cable"), Streams.message(down));
      board.cable.setPluggedIn(true);
      board.driver.link(Duration.ofSeconds(10));
      assertTrue(board.driver.isLinked());
    }
  }

  private static boolean isDown(W5500 driver) {
    try {
      return !driver.isLinked();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void linkIsNeededFirst() throws Exception {
    try (var board = Board.builder().linked(false).build();
        var endpoint = board.driver.openStream()) {
      assertFalse(board.driver.isLinked());
      var down =
          assertThrows(
              LinkDownException.class, () -> endpoint.connect(Board.HOST, 80, Board.SECONDS_10));
      assertTrue(Streams.message(down).contains("link()"), Streams.message(down));
      assertThrows(IllegalArgumentException.class, () -> board.driver.link(Duration.ofSeconds(-1)));
    }
  }

  @Test
  void unlinkingEndsConnections() throws Exception {
    try (var board = Board.builder().build();
        var peer = Peer.echo();
        var endpoint = board.connect(peer.port())) {
      try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        var blocked = executor.submit(() -> Streams.receive(endpoint, 1));
        board.driver.unlink();
        var failure =
            assertThrows(ExecutionException.class, () -> blocked.get(10, TimeUnit.SECONDS));
        assertEquals(LinkDownException.class, Streams.present(failure.getCause()).getClass());
      }
      assertFalse(board.driver.isLinked());
      board.driver.link();
      try (var again = board.connect(peer.port())) {
        Streams.sendAll(again, new byte[] {7});
        assertEquals(1, Streams.receive(again, 1).length);
      }
    }
  }

  @Test
  void takingTheAddressAwayEndsConnections() throws Exception {
    try (var board = Board.builder().build();
        var peer = Peer.echo();
        var endpoint = board.connect(peer.port())) {
      board.driver.setLinkInfo("0.0.0.0", "0.0.0.0", "0.0.0.0", "0.0.0.0");
      assertFalse(board.driver.isLinked());
      assertThrows(LinkDownException.class, () -> Streams.receive(endpoint, 1));
    }
  }

  @Test
  void theNinthSocketIsRefusedWithTheNamesOfTheHolders() throws Exception {
    try (var board = Board.builder().build();
        var peer = Peer.echo()) {
      var endpoints = new ArrayList<StreamEndpoint>();
      var numbers = new HashSet<Integer>();
      var ports = new HashSet<Integer>();
      for (int i = 0; i < 7; i++) {
        var endpoint = board.connect(peer.port());
        endpoints.add(endpoint);
        numbers.add(((TcpEndpoint) endpoint).number());
        ports.add(Streams.present(endpoint.localAddress()).getPort());
      }
      endpoints.add(board.driver.openStream());
      assertEquals(7, numbers.size());
      assertEquals(7, ports.size());
      var none = assertThrows(NoFreeSocketException.class, board.driver::openStream);
      assertTrue(Streams.message(none).contains("all 8"), Streams.message(none));
      assertTrue(Streams.message(none).contains("7 by TCP 10.0.2.15:"), Streams.message(none));
      assertTrue(
          Streams.message(none).contains("0 by an unconnected TCP socket"), Streams.message(none));
      endpoints.get(3).close();
      var free = board.driver.openStream();
      assertEquals(((TcpEndpoint) endpoints.get(3)).number(), ((TcpEndpoint) free).number());
      free.close();
    }
  }

  @Test
  void manyConnectionsOneAfterAnother() throws Exception {
    try (var board = Board.builder().build();
        var peer = Peer.echo()) {
      int previous = 0;
      for (int i = 0; i < 50; i++) {
        try (var endpoint = board.connect(peer.port())) {
          Streams.sendAll(endpoint, new byte[] {(byte) i});
          assertEquals((byte) i, Streams.receive(endpoint, 1)[0]);
          int port = Streams.present(endpoint.localAddress()).getPort();
          assertNotEquals(previous, port);
          previous = port;
        }
      }
    }
  }

  @Test
  void oneSocketProfile() throws Exception {
    try (var board = Board.builder().options(o -> o.bufferKiB(16)).build();
        var first = board.driver.openStream()) {
      var none = assertThrows(NoFreeSocketException.class, board.driver::openStream);
      assertTrue(Streams.message(none).contains("all 1"), Streams.message(none));
      assertEquals(0, ((TcpEndpoint) first).number());
    }
  }

  @Test
  void badArguments() throws Exception {
    try (var board = Board.builder().build();
        var endpoint = board.driver.openStream()) {
      assertThrows(IllegalArgumentException.class, () -> endpoint.connect(Board.HOST, 0, 0));
      assertThrows(IllegalArgumentException.class, () -> endpoint.connect(Board.HOST, 65536, 0));
      assertThrows(SocketException.class, endpoint::available);
      assertThrows(SocketException.class, endpoint::shutdownOutput);
    }
  }
}
