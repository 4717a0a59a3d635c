package dev.spinet.drivers.w5500;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.simulator.net.Impairment;
import dev.spinet.simulator.w5500.Diagnostic;
import dev.spinet.socket.ConnectionResetException;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How connections wait and how they end. */
@Timeout(60)
@SuppressWarnings("try") // Closing early is what some of these tests are about.
final class StreamTest {

  private static final long MILLIS_50 = TimeUnit.MILLISECONDS.toNanos(50);

  private final MemorySegment memory = Arena.ofAuto().allocate(8192);

  /** A connection on a thread of its own, and how the call ended. */
  private record Blocked(Thread thread, CompletableFuture<Object> outcome, AtomicBoolean flag) {}

  private interface Call {
    Object run() throws Exception;
  }

  private static Blocked start(boolean virtual, Call call) {
    var outcome = new CompletableFuture<Object>();
    var flag = new AtomicBoolean();
    Runnable body =
        () -> {
          Object result;
          try {
            result = call.run();
          } catch (Exception e) {
            result = e;
          }
          flag.set(Thread.currentThread().isInterrupted());
          outcome.complete(result);
        };
    var builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
    return new Blocked(builder.start(body), outcome, flag);
  }

  private static void awaitParked(Blocked blocked) throws InterruptedException {
    Streams.await(
        "parked",
        () ->
            blocked.thread.getState() == Thread.State.WAITING
                || blocked.thread.getState() == Thread.State.TIMED_WAITING);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void timesOutWithNothingAndGoesOn(boolean interrupt) throws Exception {
    var go = new CountDownLatch(1);
    try (var board = Board.builder().interrupt(interrupt).build();
        var peer =
            new Peer(connection -> {
              go.await();
              connection.getOutputStream().write(42);
            });
        var endpoint = board.connect(peer.port())) {
      assertEquals(0, endpoint.receive(memory, 0, 100, 0));
      assertEquals(0, endpoint.receive(memory, 0, 100, MILLIS_50));
      assertEquals(0, endpoint.available());
      go.countDown();
      assertEquals(1, endpoint.receive(memory, 0, 100, Board.SECONDS_10));
      assertEquals(42, memory.get(ValueLayout.JAVA_BYTE, 0));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void endOfStreamAfterTheLastByte(boolean interrupt) throws Exception {
    byte[] data = Streams.pattern(1000);
    try (var board = Board.builder().interrupt(interrupt).build();
        var peer =
            new Peer(connection -> {
              connection.getOutputStream().write(data);
              connection.close();
            });
        var endpoint = board.connect(peer.port())) {
      assertArrayEquals(data, Streams.receive(endpoint, 2000));
      assertEquals(-1, endpoint.receive(memory, 0, 1, Board.SECONDS_10));
      assertEquals(-1, endpoint.receive(memory, 0, 1, 0));
      assertEquals(0, endpoint.available());
    }
  }

  @Test
  void sendsAfterThePeerHasFinished() throws Exception {
    var received = new ArrayList<byte[]>();
    try (var board = Board.builder().build();
        var peer =
            new Peer(connection -> {
              connection.getOutputStream().write(1);
              connection.shutdownOutput();
              received.add(connection.getInputStream().readAllBytes());
              connection.close();
            });
        var endpoint = board.connect(peer.port())) {
      assertEquals(1, Streams.receive(endpoint, 5).length);
      assertEquals(-1, endpoint.receive(memory, 0, 1, Board.SECONDS_10));
      byte[] data = Streams.pattern(10_000);
      Streams.sendAll(endpoint, data);
      endpoint.shutdownOutput();
      peer.finish();
      assertArrayEquals(data, received.getFirst());
      assertThrows(SocketException.class, () -> endpoint.send(memory, 0, 1, 0));
    }
  }

  @Test
  void receivesAfterFinishingItself() throws Exception {
    byte[] data = Streams.pattern(100_000);
    try (var board = Board.builder().build();
        var peer =
            new Peer(connection -> {
              connection.getInputStream().readAllBytes();
              connection.getOutputStream().write(data);
              connection.close();
            });
        var endpoint = board.connect(peer.port())) {
      Streams.sendAll(endpoint, new byte[] {1});
      endpoint.shutdownOutput();
      endpoint.shutdownOutput();
      assertArrayEquals(data, Streams.receive(endpoint, data.length + 1));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void resetByThePeer(boolean interrupt) throws Exception {
    var received = new CountDownLatch(1);
    try (var board = Board.builder().interrupt(interrupt).build();
        var peer =
            new Peer(connection -> {
              connection.getOutputStream().write(new byte[] {1, 2, 3});
              received.await();
              reset(connection);
            });
        var endpoint = board.connect(peer.port())) {
      assertEquals(3, Streams.receive(endpoint, 3).length);
      var blocked = start(false, () -> endpoint.receive(memory, 0, 1, Long.MAX_VALUE));
      awaitParked(blocked);
      received.countDown();
      assertEquals(
          ConnectionResetException.class, blocked.outcome.get(10, TimeUnit.SECONDS).getClass());
      assertThrows(ConnectionResetException.class, () -> endpoint.receive(memory, 0, 1, 0));
      assertThrows(ConnectionResetException.class, () -> endpoint.send(memory, 0, 1, 0));
    }
  }

  private static void reset(Socket connection) throws IOException {
    connection.setSoLinger(true, 0);
    connection.close();
  }

  @Test
  void bytesBeforeAResetAreDelivered() throws Exception {
    byte[] data = Streams.pattern(1000);
    try (var board = Board.builder().build();
        var peer = Peer.silent();
        var endpoint = board.connect(peer.port())) {
      // A SEND may cross with the reset.
      board.tolerate(Diagnostic.Kind.WRONG_STATE);
      Streams.await("accepted", () -> !peer.connections().isEmpty());
      var connection = peer.connections().getFirst();
      connection.getOutputStream().write(data);
      Streams.await("arrived", () -> available(endpoint) > 0);
      reset(connection);
      Streams.await("reset", () -> sendFails(endpoint));
      assertArrayEquals(data, Streams.receive(endpoint, data.length));
      assertThrows(ConnectionResetException.class, () -> Streams.receive(endpoint, 1));
    }
  }

  private boolean sendFails(StreamEndpoint endpoint) {
    try {
      int _ = endpoint.send(memory, 0, 1, 0);
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static int available(StreamEndpoint endpoint) {
    try {
      return endpoint.available();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void closeWakesReceiverAndSender(boolean interrupt) throws Exception {
    try (var board = Board.builder().interrupt(interrupt).build();
        var peer = Peer.silent();
        var endpoint = board.connect(peer.port())) {
      var receiver = start(true, () -> endpoint.receive(memory, 0, 1, Long.MAX_VALUE));
      var sender =
          start(
              false,
              () -> {
                while (true) {
                  int _ = endpoint.send(memory, 0, 8192, Long.MAX_VALUE);
                }
              });
      awaitParked(receiver);
      awaitParked(sender);
      Streams.await("accepted", () -> !peer.connections().isEmpty());
      endpoint.close();
      for (var blocked : new Blocked[] {receiver, sender}) {
        var outcome = blocked.outcome.get(10, TimeUnit.SECONDS);
        assertEquals("java.net.SocketException: Socket closed", outcome.toString());
      }
      assertThrows(SocketException.class, () -> endpoint.receive(memory, 0, 1, 0));
      // Nobody reads what fills the chip, so closing must not wait for it in good order.
      peer.connections().getFirst().close();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void interruptsEndAWaitAndLoseNothing(boolean virtual) throws Exception {
    try (var board = Board.builder().build();
        var peer = Peer.silent();
        var endpoint = board.connect(peer.port())) {
      var blocked = start(virtual, () -> endpoint.receive(memory, 0, 1, Long.MAX_VALUE));
      awaitParked(blocked);
      blocked.thread.interrupt();
      assertEquals(
          InterruptedIOException.class, blocked.outcome.get(10, TimeUnit.SECONDS).getClass());
      assertTrue(blocked.flag.get(), "the interrupt status is set");
      Streams.await("accepted", () -> !peer.connections().isEmpty());
      peer.connections().getFirst().getOutputStream().write(9);
      assertArrayEquals(new byte[] {9}, Streams.receive(endpoint, 1));
    }
  }

  @Test
  void interruptedWhileConnecting() throws Exception {
    try (var board = Board.builder().build();
        var peer = Peer.echo();
        var endpoint = board.driver.openStream()) {
      var blocked = start(false, () -> endpoint.connect(Board.NOBODY, 80, Long.MAX_VALUE));
      awaitParked(blocked);
      blocked.thread.interrupt();
      assertEquals(
          InterruptedIOException.class, blocked.outcome.get(10, TimeUnit.SECONDS).getClass());
      endpoint.cancelConnect();
      assertTrue(endpoint.connect(Board.HOST, peer.port(), Board.SECONDS_10));
    }
  }

  @Test
  void closeWhileConnecting() throws Exception {
    try (var board = Board.builder().build()) {
      var endpoint = board.driver.openStream();
      var blocked = start(true, () -> endpoint.connect(Board.NOBODY, 80, Long.MAX_VALUE));
      awaitParked(blocked);
      endpoint.close();
      endpoint.close();
      var outcome = blocked.outcome.get(10, TimeUnit.SECONDS);
      assertEquals("java.net.SocketException: Socket closed", outcome.toString());
    }
  }

  @Test
  void closingTheDriverWakesEverybody() throws Exception {
    try (var board = Board.builder().build();
        var peer = Peer.silent()) {
      var endpoint = board.connect(peer.port());
      var blocked = start(true, () -> endpoint.receive(memory, 0, 1, Long.MAX_VALUE));
      awaitParked(blocked);
      Streams.await("accepted", () -> !peer.connections().isEmpty());
      peer.close();
      board.driver.close();
      board.driver.close();
      var outcome = blocked.outcome.get(10, TimeUnit.SECONDS);
      assertTrue(
          outcome.toString().equals("java.net.SocketException: Socket closed")
              || outcome.equals(-1),
          outcome.toString());
      assertThrows(SocketException.class, board.driver::openStream);
      assertThrows(SocketException.class, board.driver::isLinked);
      assertEquals(
          0,
          Thread.getAllStackTraces().keySet().stream()
              .filter(thread -> thread.getName().equals("spinet sim"))
              .count());
    }
  }

  @Test
  void closeSendsWhatWasHandedOver() throws Exception {
    byte[] data = Streams.pattern(16_000);
    var received = new ArrayList<byte[]>();
    try (var peer =
            new Peer(connection -> {
              received.add(connection.getInputStream().readAllBytes());
              connection.close();
            });
        var board = Board.builder().options(o -> o.bufferKiB(16)).build()) {
      var endpoint = board.connect(peer.port());
      Streams.sendAll(endpoint, data);
      endpoint.close();
      board.driver.close();
      peer.finish();
      assertArrayEquals(data, received.getFirst());
    }
  }

  @Test
  void fullBufferTakesNothingInTime() throws Exception {
    try (var board = Board.builder().options(o -> o.linger(Duration.ZERO)).build();
        var peer = Peer.silent();
        var endpoint = board.connect(peer.port())) {
      // Nobody acknowledges anything, so what is full stays full.
      board.lan.setImpairment((from, frame) -> Impairment.Fate.LOST);
      int last = -1;
      while (last != 0) {
        last = endpoint.send(memory, 0, 8192, MILLIS_50);
      }
      assertEquals(0, endpoint.send(memory, 0, 1, 0));
    }
  }

  @Test
  void badMemory() throws Exception {
    try (var board = Board.builder().build();
        var peer = Peer.echo();
        var endpoint = board.connect(peer.port())) {
      // Memory that is gone is noticed in the middle of a frame on a bus that is no system call.
      board.tolerate(Diagnostic.Kind.INCOMPLETE_FRAME);
      var heap = MemorySegment.ofArray(new byte[10]);
      assertThrows(IllegalArgumentException.class, () -> endpoint.receive(heap, 0, 1, 0));
      assertThrows(IllegalArgumentException.class, () -> endpoint.send(heap, 0, 1, 0));
      assertThrows(IllegalArgumentException.class, () -> endpoint.send(memory, 0, 0, 0));
      assertThrows(
          IllegalArgumentException.class, () -> endpoint.receive(memory.asReadOnly(), 0, 1, 0));
      assertThrows(IndexOutOfBoundsException.class, () -> endpoint.receive(memory, 8000, 193, 0));
      Streams.sendAll(endpoint, new byte[] {5});
      MemorySegment gone;
      try (var closed = Arena.ofConfined()) {
        gone = closed.allocate(10);
      }
      assertThrows(
          IllegalStateException.class, () -> endpoint.receive(gone, 0, 10, Board.SECONDS_10));
      assertArrayEquals(new byte[] {5}, Streams.receive(endpoint, 1));
    }
  }
}
