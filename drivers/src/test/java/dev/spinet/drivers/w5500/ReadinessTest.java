package dev.spinet.drivers.w5500;

import static dev.spinet.socket.driver.Endpoint.FAILED;
import static dev.spinet.socket.driver.Endpoint.READABLE;
import static dev.spinet.socket.driver.Endpoint.WRITABLE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.simulator.net.Impairment;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.socket.driver.Endpoint;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether sockets say when they are ready, and to those who watch. */
@Timeout(60)
final class ReadinessTest {

  private final MemorySegment memory = Arena.ofAuto().allocate(4096);
  private final Semaphore told = new Semaphore(0);

  private static Board.Builder board(boolean interrupt) {
    return Board.builder().interrupt(interrupt).options(o -> o.healthCheck(Duration.ZERO));
  }

  private void awaitTold() throws InterruptedException {
    assertTrue(told.tryAcquire(10, TimeUnit.SECONDS), "was not told");
    told.drainPermits();
  }

  /** Waits as a selector does. */
  private void awaitReady(Endpoint endpoint, int interests) throws Exception {
    while (endpoint.poll(interests) == 0) {
      awaitTold();
    }
  }

  private static long freeSockets(Board board) {
    return board.driver.statistics().sockets().stream()
        .filter(socket -> socket.user().equals("nobody"))
        .count();
  }

  private static Socket only(Peer peer) throws InterruptedException {
    Streams.await("accepted", () -> !peer.connections().isEmpty());
    return peer.connections().getFirst();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void data(boolean interrupt) throws Exception {
    try (var board = board(interrupt).build();
        var peer = Peer.silent();
        var endpoint = board.connect(peer.port())) {
      assertEquals(WRITABLE, endpoint.poll(READABLE | WRITABLE | FAILED));
      endpoint.watch(READABLE, told::release);
      for (int i = 0; i < 50; i++) {
        assertEquals(0, endpoint.poll(READABLE | FAILED));
        only(peer).getOutputStream().write(Streams.pattern(100));
        awaitReady(endpoint, READABLE);
        assertEquals(READABLE, endpoint.poll(READABLE | FAILED));
        assertArrayEquals(Streams.pattern(100), Streams.receive(endpoint, 100));
      }
      only(peer).shutdownOutput();
      awaitReady(endpoint, READABLE);
      assertEquals(-1, endpoint.receive(memory, 0, 1, 0));
      assertEquals(READABLE | WRITABLE, endpoint.poll(READABLE | WRITABLE | FAILED));
    }
  }

  /** Somebody who receives does not take what he tells of away from those who watch. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void dataThatAnotherThreadWaitsFor(boolean interrupt) throws Exception {
    try (var board = board(interrupt).build();
        var peer = Peer.silent();
        var endpoint = board.connect(peer.port())) {
      endpoint.watch(READABLE, told::release);
      assertEquals(0, endpoint.poll(READABLE));
      var receiver =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  assertEquals(1, endpoint.receive(memory, 0, 1, Board.SECONDS_10));
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      Streams.await("parked", () -> receiver.getState() == Thread.State.TIMED_WAITING);
      only(peer).getOutputStream().write(Streams.pattern(100));
      receiver.join();
      awaitReady(endpoint, READABLE);
      assertEquals(99, Streams.receive(endpoint, 99).length);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void room(boolean interrupt) throws Exception {
    try (var board = board(interrupt).build();
        var peer = Peer.silent();
        var endpoint = board.connect(peer.port())) {
      only(peer);
      // What the peer acknowledges is lost, so the chip's buffer stays full.
      board.lan.setImpairment((from, frame) -> Impairment.Fate.LOST);
      while (endpoint.send(memory, 0, 1000, TimeUnit.MILLISECONDS.toNanos(50)) > 0) {}
      endpoint.watch(WRITABLE, told::release);
      assertEquals(0, endpoint.poll(WRITABLE));
      board.lan.setImpairment((from, frame) -> Impairment.Fate.DELIVERED);
      awaitReady(endpoint, WRITABLE);
      assertTrue(endpoint.send(memory, 0, 1000, 0) > 0);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void connecting(boolean interrupt) throws Exception {
    try (var board = board(interrupt).build();
        var peer = Peer.silent();
        var endpoint = board.driver.openStream()) {
      assertEquals(READABLE | WRITABLE, endpoint.poll(READABLE | WRITABLE));
      endpoint.watch(WRITABLE, told::release);
      if (!endpoint.connect(Board.HOST, peer.port(), 0)) {
        awaitReady(endpoint, WRITABLE);
        assertTrue(endpoint.connect(Board.HOST, peer.port(), 0));
      }
      assertEquals(WRITABLE, endpoint.poll(READABLE | WRITABLE));
      assertTrue(endpoint.send(memory, 0, 10, 0) > 0);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void connectingInVain(boolean interrupt) throws Exception {
    try (var board = board(interrupt).build();
        var endpoint = board.driver.openStream()) {
      board.shortenRetries();
      endpoint.watch(WRITABLE, told::release);
      assertEquals(false, endpoint.connect(Board.NOBODY, 80, 0));
      awaitReady(endpoint, WRITABLE);
      var failure = assertThrows(IOException.class, () -> endpoint.connect(Board.NOBODY, 80, 0));
      assertTrue(
          failure instanceof ConnectException
              || Streams.message(failure).contains("cannot be reached"),
          failure.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void connections(boolean interrupt) throws Exception {
    try (var board = board(interrupt).build();
        var endpoint = board.driver.openStream()) {
      var listener = endpoint.listen(2);
      try (var forward =
          board.network.forwardTcp(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
              Ipv4Address.parse("10.0.2.15"),
              Streams.present(listener.localAddress()).getPort())) {
        listener.watch(READABLE, told::release);
        for (int i = 0; i < 20; i++) {
          // A peer is refused while all sockets of the chip are still finishing.
          Streams.await("free sockets", () -> freeSockets(board) > 0);
          assertEquals(0, listener.poll(READABLE | WRITABLE | FAILED));
          try (var client = new Socket()) {
            client.connect(forward.address());
            awaitReady(listener, READABLE);
            Streams.present(listener.accept(0)).close();
          }
        }
      }
      listener.close();
      awaitTold();
      assertThrows(SocketException.class, () -> listener.poll(READABLE));
    }
  }

  @Test
  void aLostConnection() throws Exception {
    try (var board = board(true).build();
        var peer = Peer.silent();
        var endpoint = board.connect(peer.port())) {
      endpoint.watch(FAILED, told::release);
      assertEquals(0, endpoint.poll(FAILED));
      only(peer).setSoLinger(true, 0);
      only(peer).close();
      awaitReady(endpoint, FAILED);
      assertEquals(READABLE | WRITABLE | FAILED, endpoint.poll(READABLE | WRITABLE | FAILED));
    }
  }

  @Test
  void closing() throws Exception {
    try (var board = board(true).build();
        var peer = Peer.silent()) {
      var endpoint = board.connect(peer.port());
      endpoint.watch(READABLE, told::release);
      endpoint.close();
      awaitTold();
      assertThrows(SocketException.class, () -> endpoint.poll(READABLE));
      assertThrows(SocketException.class, () -> endpoint.watch(READABLE, told::release));
      endpoint.unwatch(told::release);
    }
  }

  @Test
  void aChipThatIsReset() throws Exception {
    try (var board = Board.builder().build();
        var peer = Peer.silent();
        var endpoint = board.connect(peer.port())) {
      endpoint.watch(READABLE, told::release);
      board.chip.brownOut();
      awaitReady(endpoint, READABLE);
      assertThrows(IOException.class, () -> endpoint.receive(memory, 0, 1, 0));
    }
  }

  /** Nobody is told any more, and the chip is left alone. */
  @Test
  void unwatching() throws Exception {
    try (var board = board(true).build();
        var peer = Peer.silent();
        var endpoint = board.connect(peer.port())) {
      Runnable listener = told::release;
      only(peer);
      var before = board.count();
      endpoint.watch(READABLE, listener);
      endpoint.watch(READABLE | FAILED, listener);
      endpoint.unwatch(listener);
      endpoint.unwatch(listener);
      // SIMR, twice.
      assertEquals(2, board.count().since(before).frames());
      only(peer).getOutputStream().write(1);
      assertEquals(1, Streams.receive(endpoint, 1).length);
      assertEquals(0, told.availablePermits());
    }
  }

  @Test
  void watchingCostsNothingWhileNothingHappens() throws Exception {
    try (var board = board(true).build();
        var peer = Peer.silent();
        var endpoint = board.connect(peer.port())) {
      only(peer);
      endpoint.watch(READABLE | WRITABLE | FAILED, told::release);
      awaitTold();
      assertEquals(WRITABLE, endpoint.poll(READABLE | WRITABLE));
      var before = board.count();
      TimeUnit.MILLISECONDS.sleep(50);
      assertEquals(0, board.count().since(before).frames());
    }
  }

  @Test
  void receivingIsOver() throws Exception {
    try (var board = board(true).build();
        var peer = Peer.silent();
        var endpoint = board.connect(peer.port())) {
      only(peer).getOutputStream().write(Streams.pattern(100));
      awaitInput(endpoint);
      endpoint.watch(READABLE, told::release);
      endpoint.shutdownInput();
      awaitTold();
      assertEquals(READABLE, endpoint.poll(READABLE));
      assertEquals(-1, endpoint.receive(memory, 0, 10, Board.SECONDS_10));
      assertEquals(0, endpoint.available());
      Streams.sendAll(endpoint, Streams.pattern(100));
      assertArrayEquals(Streams.pattern(100), only(peer).getInputStream().readNBytes(100));
    }
  }

  private static void awaitInput(StreamEndpoint endpoint) throws Exception {
    Streams.await(
        "input",
        () -> {
          try {
            return endpoint.available() > 0;
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }
}
