package dev.spinet.drivers.w5500;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.BusCounters;
import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.simulator.bus.SimulatedSpiBus;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What calls cost on the bus: exact counts of submissions, frames and bytes. */
@Timeout(60)
final class BudgetTest {

  private final MemorySegment memory = Arena.ofAuto().allocate(4096);

  private static Board.Builder board() {
    return Board.builder().options(o -> o.bufferKiB(16).healthCheck(Duration.ZERO));
  }

  private static Peer sending(int count) throws IOException {
    return new Peer(connection -> connection.getOutputStream().write(Streams.pattern(count)));
  }

  /** Looks past the driver whether so many bytes have arrived in the chip. */
  private static void awaitArrival(Board board, int count) throws Exception {
    try (var probe = new SimulatedSpiBus(board.spi, "probe")) {
      var chip = new Chip(probe);
      Streams.await(
          count + " bytes in the chip",
          () -> {
            try {
              return chip.readRegister(Block.socketRegister(0), SocketRegister.RX_RSR) == count;
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
    }
  }

  private static void assertCost(
      int messages, int frames, int bytes, BusCounters.Snapshot before, Board board) {
    assertEquals(new BusCounters.Snapshot(messages, frames, bytes), board.count().since(before));
  }

  @ParameterizedTest
  @CsvSource({
    "1, true",
    "64, true",
    "536, true",
    "1460, true",
    "4000, true",
    "1, false",
    "64, false",
    "536, false",
    "1460, false",
    "4000, false"
  })
  void streamingReceive(int n, boolean interrupt) throws Exception {
    try (var board = board().interrupt(interrupt).options(o -> o.deferredReceive(false)).build();
        var peer = sending(3 * n);
        var endpoint = board.connect(peer.port())) {
      awaitArrival(board, 3 * n);
      var start = board.count();
      assertEquals(n, endpoint.receive(memory, 0, n, 0));
      // Nothing was known, so a look came first.
      assertCost(2, 3, n + 21, start, board);
      for (int i = 0; i < 2; i++) {
        var before = board.count();
        assertEquals(n, endpoint.receive(memory, 0, n, 0));
        assertCost(1, 4, n + 21, before, board);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 64, 536, 1460, 2700})
  void deferredReceive(int n) throws Exception {
    try (var board = board().build();
        var peer = sending(3 * n);
        var endpoint = board.connect(peer.port())) {
      awaitArrival(board, 3 * n);
      var start = board.count();
      assertEquals(n, endpoint.receive(memory, 0, n, 0));
      assertCost(2, 3, n + 21, start, board);
      var more = board.count();
      assertEquals(n, endpoint.receive(memory, 0, n, 0));
      assertCost(1, 2, n + 12, more, board);
      var last = board.count();
      assertEquals(n, endpoint.receive(memory, 0, n, 0));
      assertCost(1, 2, n + 12, last, board);
    }
  }

  /** A small buffer that a segment nearly fills: the peer gets its space back in the same call. */
  @Test
  void smallBuffer() throws Exception {
    int n = 1460;
    try (var board =
            Board.builder().options(o -> o.bufferKiB(2).healthCheck(Duration.ZERO)).build();
        var peer = sending(n);
        var endpoint = board.connect(peer.port())) {
      awaitArrival(board, n);
      var start = board.count();
      assertEquals(n, endpoint.receive(memory, 0, n, 0));
      assertCost(3, 5, n + 21 + 9, start, board);
    }
  }

  @Test
  void deferredReceiveOfLargePieces() throws Exception {
    int n = 4000;
    try (var board = board().build();
        var peer = sending(4 * n);
        var endpoint = board.connect(peer.port())) {
      awaitArrival(board, 4 * n);
      assertEquals(n, endpoint.receive(memory, 0, n, 0));
      var second = board.count();
      assertEquals(n, endpoint.receive(memory, 0, n, 0));
      assertCost(1, 2, n + 12, second, board);
      // Half the buffer is taken now, so its space is given back.
      var third = board.count();
      assertEquals(n, endpoint.receive(memory, 0, n, 0));
      assertCost(1, 4, n + 21, third, board);
      var fourth = board.count();
      assertEquals(n, endpoint.receive(memory, 0, n, 0));
      assertCost(1, 2, n + 12, fourth, board);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, true",
    "64, true",
    "536, true",
    "1460, true",
    "4000, true",
    "64, false",
    "4000, false"
  })
  void send(int n, boolean combined) throws Exception {
    try (var board = board().options(o -> o.combinedCommand(combined)).build();
        var peer = Peer.silent();
        var endpoint = board.connect(peer.port())) {
      var before = board.count();
      assertEquals(n, endpoint.send(memory, 0, n, 0));
      assertCost(1, combined ? 4 : 5, combined ? n + 19 : n + 22, before, board);
    }
  }

  @Test
  void sendWhenSendOkIsNotKnown() throws Exception {
    try (var board = board().build();
        var peer = Peer.silent();
        var endpoint = board.connect(peer.port())) {
      long delay = TimeUnit.MILLISECONDS.toNanos(100);
      board.chip.faults().delaySendOk(Duration.ofNanos(delay));
      long start = System.nanoTime();
      assertEquals(100, endpoint.send(memory, 0, 100, 0));
      var refused = board.count();
      if (endpoint.send(memory, 0, 100, 0) == 0) {
        assertCost(1, 1, 6, refused, board);
      } else {
        // This thread was stopped for a while; sooner it is refused.
        assertTrue(System.nanoTime() - start >= delay);
      }
      Streams.await("SENDOK", () -> isSendOk(board));
      var before = board.count();
      assertEquals(100, endpoint.send(memory, 0, 100, 0));
      assertCost(2, 5, 100 + 19 + 6, before, board);
    }
  }

  private static boolean isSendOk(Board board) {
    try (var probe = new SimulatedSpiBus(board.spi, "probe")) {
      int events = new Chip(probe).readRegister(Block.socketRegister(0), SocketRegister.IR);
      return (events & 0x10) != 0;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Where nobody waits, it makes no difference whether there is an interrupt line. */
  @ParameterizedTest
  @ValueSource(ints = {1, 64, 536, 1460, 4000})
  void withoutAnInterruptLine(int n) throws Exception {
    try (var board = board().interrupt(false).build();
        var peer = sending(2 * n);
        var endpoint = board.connect(peer.port())) {
      awaitArrival(board, 2 * n);
      assertEquals(n, endpoint.receive(memory, 0, n, 0));
      var receiving = board.count();
      assertEquals(n, endpoint.receive(memory, 0, n, 0));
      assertCost(1, 2, n + 12, receiving, board);
      var sending = board.count();
      assertEquals(n, endpoint.send(memory, 0, n, 0));
      assertCost(1, 4, n + 19, sending, board);
    }
  }

  /** All of a buffer in eight pieces: one look at first, and space given back twice. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aWholeBufferReceived(boolean interrupt) throws Exception {
    int piece = 2048;
    try (var board = board().interrupt(interrupt).build();
        var peer = sending(16384);
        var endpoint = board.connect(peer.port())) {
      awaitArrival(board, 16384);
      var before = board.count();
      for (int i = 0; i < 8; i++) {
        assertEquals(piece, endpoint.receive(memory, 0, piece, 0));
      }
      assertCost(9, 1 + 6 * 2 + 2 * 4, 16384 + 9 + 6 * 12 + 2 * 21, before, board);
    }
  }

  /** All of a buffer in eight pieces, each as soon as the one before is on its way. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aWholeBufferSent(boolean interrupt) throws Exception {
    int piece = 2048;
    try (var board = board().interrupt(interrupt).build();
        var peer = Peer.silent();
        var endpoint = board.connect(peer.port())) {
      var before = board.count();
      for (int i = 0; i < 8; i++) {
        assertEquals(piece, endpoint.send(memory, 0, piece, 0));
        Streams.await("SENDOK", () -> isSendOk(board));
      }
      assertCost(8, 8 * 4, 16384 + 8 * 19, before, board);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void idleCostsNothing(boolean interrupt) throws Exception {
    try (var board = board().interrupt(interrupt).build();
        var peer = sending(100);
        var endpoint = board.connect(peer.port())) {
      // Some waiting and receiving first, so that everything that could go on has begun.
      assertEquals(1, Streams.receive(endpoint, 1).length);
      awaitArrival(board, 100);
      var before = board.count();
      TimeUnit.MILLISECONDS.sleep(50);
      assertCost(0, 0, 0, before, board);
      assertEquals(99, Streams.receive(endpoint, 99).length);
    }
  }

  @Test
  void waitingWithAnInterruptLineCostsNothing() throws Exception {
    try (var board = board().build();
        var peer = Peer.silent();
        var endpoint = board.connect(peer.port())) {
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
      var before = board.count();
      TimeUnit.MILLISECONDS.sleep(50);
      assertCost(0, 0, 0, before, board);
      Streams.await("accepted", () -> !peer.connections().isEmpty());
      peer.connections().getFirst().getOutputStream().write(1);
      receiver.join();
      // Woken: interrupt masked, status, RECV cleared, pointers; the byte with pointers.
      assertCost(2, 6, 4 + 6 + 4 + 9 + 4 + 9, before, board);
    }
  }

  /** A request and its answer: what is known of the request costs nothing while waiting. */
  @Test
  void aSendThatIsCompleteDoesNotDisturbTheWait() throws Exception {
    try (var board = board().build();
        var peer = Peer.silent();
        var endpoint = board.connect(peer.port())) {
      assertEquals(10, endpoint.send(memory, 0, 10, 0));
      Streams.await("SENDOK", () -> isSendOk(board));
      assertEquals(0, endpoint.receive(memory, 0, 1, 0));
      var before = board.count();
      // Long enough for a thread that is stopped meanwhile to come to its wait.
      assertEquals(0, endpoint.receive(memory, 0, 1, TimeUnit.MILLISECONDS.toNanos(300)));
      // Pointers; events cleared, interrupt enabled, status, pointers; after the wait pointers;
      // status, pointers; interrupt disabled.
      assertCost(5, 9, 9 + 23 + 9 + 15 + 4, before, board);
    }
  }

  @Test
  void waitingWithoutAnInterruptLineCostsOneFramePerPoll() throws Exception {
    try (var board = board().interrupt(false).build();
        var peer = Peer.silent();
        var endpoint = board.connect(peer.port())) {
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
      var before = board.count();
      Streams.await("some polls", () -> board.count().since(before).frames() > 20);
      var polls = board.count().since(before);
      assertTrue(
          polls.frames() == polls.messages() && polls.bytes() == 4 * polls.frames(),
          polls.toString());
      Streams.await("accepted", () -> !peer.connections().isEmpty());
      peer.connections().getFirst().getOutputStream().write(1);
      receiver.join();
    }
  }

  @Test
  void waitingAndWorkingOnOneSocketLeavesTheOthersAlone() throws Exception {
    try (var board = Board.builder().options(o -> o.healthCheck(Duration.ZERO)).build();
        var peer = Peer.silent();
        var first = board.connect(peer.port());
        var second = board.connect(peer.port())) {
      Streams.await("accepted", () -> peer.connections().size() == 2);
      var before = board.count();
      for (var connection : peer.connections()) {
        connection.getOutputStream().write(new byte[500]);
      }
      TimeUnit.MILLISECONDS.sleep(50);
      assertCost(0, 0, 0, before, board);
      assertEquals(500, Streams.receive(first, 500).length);
      assertEquals(500, Streams.receive(second, 500).length);
    }
  }
}
