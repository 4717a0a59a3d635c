package dev.spinet.drivers.w5500;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.BusCounters;
import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.simulator.bus.SimulatedSpiBus;
import dev.spinet.socket.driver.ListenEndpoint;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What it costs on the bus to listen, to accept, to connect and to wait for it, in submissions,
 * frames and bytes. With an interrupt line the counts are exact; what the chip is at work on
 * meanwhile is waited for with looks of one status frame.
 */
@Timeout(60)
final class ConnectionCostTest {

  /** MR, PORT, TOS, TTL, KPALVTR, IR, CR and a status. */
  private static final Cost OPEN = new Cost(1, 8, 4 + 5 + 4 + 4 + 4 + 4 + 4 + 6);

  /** A command and a status. */
  private static final Cost COMMAND = new Cost(1, 2, 4 + 6);

  private static final Cost STATUS = new Cost(1, 1, 6);
  private static final Cost MASK = new Cost(1, 1, 4);

  /** IR cleared. */
  private static final Cost CLEARED = new Cost(1, 1, 4);

  /** SIR. */
  private static final Cost PENDING = new Cost(1, 1, 4);

  /** IR, and twice pointers of both directions and the peer; status. */
  private static final Cost ADOPT = new Cost(1, 8, 4 + 2 * (9 + 9 + 9) + 6);

  /** A hardware socket that listens: is it closed, open it, let it interrupt, LISTEN. */
  private static final Cost LISTEN = STATUS.and(OPEN).and(MASK).and(COMMAND);

  private record Cost(int messages, int frames, int bytes) {

    Cost and(Cost other) {
      return new Cost(messages + other.messages, frames + other.frames, bytes + other.bytes);
    }

    void assertEqualTo(BusCounters.Snapshot seen) {
      assertEquals(new BusCounters.Snapshot(messages, frames, bytes), seen);
    }
  }

  private static Board board(boolean interrupt) throws IOException {
    return Board.builder()
        .interrupt(interrupt)
        .options(o -> o.healthCheck(Duration.ZERO).bufferKiB(4, 4, 4, 4))
        .build();
  }

  private static ListenEndpoint listen(Board board, int backlog) throws IOException {
    return board.driver.openStream().listen(backlog);
  }

  private static Socket client(Board board, ListenEndpoint listener) throws IOException {
    var client = new Socket();
    client.connect(board.forward(Streams.present(listener.localAddress()).getPort()));
    return client;
  }

  private static void awaitStatus(Board board, int socket, int status) throws Exception {
    try (var probe = new SimulatedSpiBus(board.chip, "probe")) {
      var chip = new Chip(probe);
      Streams.await(
          "status " + status,
          () -> {
            try {
              return chip.readRegister(Block.socketRegister(socket), SocketRegister.SR) == status;
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
    }
  }

  private static int number(StreamEndpoint endpoint) {
    return ((HardwareEndpoint) endpoint).socket.number();
  }

  @Test
  void listening() throws Exception {
    try (var board = board(true);
        var endpoint = board.driver.openStream()) {
      var before = board.count();
      try (var _ = endpoint.listen(3)) {
        LISTEN.and(LISTEN).and(LISTEN).assertEqualTo(board.count().since(before));
      }
    }
  }

  @Test
  void waitingForConnectionsCostsNothingWithALine() throws Exception {
    try (var board = board(true);
        var listener = listen(board, 4)) {
      var before = board.count();
      TimeUnit.MILLISECONDS.sleep(50);
      assertEquals(0, board.count().since(before).frames());
      // Who asks looks once for all sockets.
      assertNull(listener.accept(TimeUnit.MILLISECONDS.toNanos(50)));
      PENDING.assertEqualTo(board.count().since(before));
    }
  }

  @Test
  void waitingForConnectionsCostsOneFramePerLookWithoutALine() throws Exception {
    try (var board = board(false);
        var _ = listen(board, 4)) {
      var before = board.count();
      Streams.await("some looks", () -> board.count().since(before).frames() > 20);
      var seen = board.count().since(before);
      assertTrue(seen.frames() == seen.messages() && seen.bytes() == 4 * seen.frames());
    }
  }

  /** A connection that waits to be accepted, and the socket that listens in its place. */
  @Test
  void accepting() throws Exception {
    try (var board = board(true);
        var listener = listen(board, 1)) {
      var before = board.count();
      try (var _ = client(board, listener)) {
        Streams.await("connected", () -> users(board) == 2);
        // Found, cleared, and another socket listens. What interrupts is known without looking.
        var arrival = STATUS.and(CLEARED).and(LISTEN);
        Streams.await("listening", () -> board.count().since(before).frames() >= arrival.frames());
        arrival.assertEqualTo(board.count().since(before));
        var accept = board.count();
        try (var _ = Streams.present(listener.accept(0))) {
          // Taken over, and its events no longer interrupt.
          ADOPT.and(MASK).assertEqualTo(board.count().since(accept));
        }
      }
    }
  }

  private static long users(Board board) {
    return board.driver.statistics().sockets().stream()
        .filter(socket -> !socket.user().equals("nobody"))
        .count();
  }

  @Test
  void connecting() throws Exception {
    try (var board = board(true);
        var peer = Peer.silent();
        var endpoint = board.driver.openStream()) {
      var before = board.count();
      var first = new Cost(1, 1, 4).and(STATUS).and(OPEN);
      // DHAR, DIPR and DPORT, CR, status.
      var connect = new Cost(1, 4, 9 + 9 + 4 + 6);
      var begun = endpoint.connect(Board.HOST, peer.port(), 0);
      if (!begun) {
        first.and(connect).assertEqualTo(board.count().since(before));
        awaitStatus(board, number(endpoint), 0x17);
        var rest = board.count();
        assertTrue(endpoint.connect(Board.HOST, peer.port(), 0));
        STATUS.and(ADOPT).assertEqualTo(board.count().since(rest));
      } else {
        first.and(connect).and(ADOPT).assertEqualTo(board.count().since(before));
      }
    }
  }

  /** Everything is acknowledged and the peer ends its side as soon as this side is ended. */
  @Test
  void closing() throws Exception {
    try (var board = board(true);
        var peer = Peer.echo()) {
      var endpoint = board.connect(peer.port());
      var before = board.count();
      endpoint.close();
      Streams.await("free", () -> users(board) == 0);
      var seen = board.count().since(before);
      // Room is looked at, DISCON is given; then looks until the chip has closed.
      var least = new Cost(1, 3, 6 + 9 + 5).and(COMMAND);
      assertTrue(
          seen.messages() >= least.messages() && seen.frames() >= least.frames(), seen.toString());
      assertTrue(seen.messages() < 40, seen.toString());
    }
  }
}
