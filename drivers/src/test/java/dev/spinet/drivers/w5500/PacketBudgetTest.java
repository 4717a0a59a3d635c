package dev.spinet.drivers.w5500;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.BusCounters;
import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.simulator.bus.SimulatedSpiBus;
import dev.spinet.socket.driver.DatagramEndpoint;
import dev.spinet.socket.driver.DatagramSource;
import dev.spinet.socket.driver.Endpoint;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What UDP calls cost on the bus: exact counts of submissions, frames and bytes. */
@Timeout(60)
final class PacketBudgetTest {

  private static final int PORT = 5000;
  private static final int HEADER = 8;

  private final MemorySegment memory = Arena.ofAuto().allocate(4096);
  private final DatagramSource from = new DatagramSource();

  private static Board.Builder board(int kib) {
    return Board.builder().options(o -> o.bufferKiB(kib).healthCheck(Duration.ZERO));
  }

  /** Looks past the driver at a register of socket 0. */
  private static int register(Board board, SocketRegister register) {
    try (var probe = new SimulatedSpiBus(board.chip, "probe")) {
      return new Chip(probe).readRegister(Block.socketRegister(0), register);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void awaitArrival(Board board, int count) throws InterruptedException {
    Streams.await(
        count + " bytes in the chip", () -> register(board, SocketRegister.RX_RSR) == count);
  }

  private static void awaitSendOk(Board board) throws InterruptedException {
    Streams.await(
        "SENDOK", () -> (register(board, SocketRegister.IR) & SocketInterrupt.SENDOK) != 0);
  }

  private static void assertCost(
      int messages, int frames, int bytes, BusCounters.Snapshot before, Board board) {
    assertEquals(new BusCounters.Snapshot(messages, frames, bytes), board.count().since(before));
  }

  private void receive(DatagramEndpoint endpoint, int n) throws IOException {
    assertEquals(n, endpoint.receive(memory, 0, n, from, 0));
    assertArrayEquals(Streams.pattern(n), memory.asSlice(0, n).toArray(ValueLayout.JAVA_BYTE));
    assertEquals(n, from.length());
  }

  @ParameterizedTest
  @CsvSource({
    "1, true",
    "64, true",
    "536, true",
    "1460, true",
    "1472, true",
    "1, false",
    "64, false",
    "536, false",
    "1460, false",
    "1472, false"
  })
  void receiveOneByOne(int n, boolean interrupt) throws Exception {
    try (var board = board(16).interrupt(interrupt).build();
        var endpoint = Packets.udp(board.driver, PORT)) {
      var host = new LanHost(board.lan);
      host.send(9, PORT, Streams.pattern(n));
      awaitArrival(board, n + HEADER);
      var first = board.count();
      receive(endpoint, n);
      // Pointers, data; the space is freed later.
      assertCost(2, 2, n + HEADER + 12, first, board);
      host.send(9, PORT, Streams.pattern(n));
      awaitArrival(board, 2 * (n + HEADER));
      var second = board.count();
      receive(endpoint, n);
      // RX_RD, CR, pointers; data.
      assertCost(2, 4, n + 29, second, board);
    }
  }

  /** A buffer without room for another large datagram is freed in the same call. */
  @ParameterizedTest
  @ValueSource(ints = {1460, 1472})
  void receiveIntoASmallBuffer(int n) throws Exception {
    try (var board = board(2).build();
        var endpoint = Packets.udp(board.driver, PORT)) {
      var host = new LanHost(board.lan);
      for (int i = 0; i < 3; i++) {
        host.send(9, PORT, Streams.pattern(n));
        awaitArrival(board, n + HEADER);
        var before = board.count();
        receive(endpoint, n);
        assertCost(3, 4, n + 29, before, board);
        assertEquals(0, register(board, SocketRegister.RX_RSR));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 64, 536})
  void receiveWithoutDeferring(int n) throws Exception {
    try (var board = board(16).options(o -> o.deferredReceive(false)).build();
        var endpoint = Packets.udp(board.driver, PORT)) {
      var host = new LanHost(board.lan);
      for (int i = 0; i < 3; i++) {
        host.send(9, PORT, Streams.pattern(n));
        awaitArrival(board, n + HEADER);
        var before = board.count();
        receive(endpoint, n);
        assertCost(3, 4, n + 29, before, board);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 40", "64, 20", "536, 7", "1460, 2", "1, 2"})
  void receiveABurst(int n, int count) throws Exception {
    try (var board = board(16).options(o -> o.deferredReceive(false)).build();
        var endpoint = Packets.udp(board.driver, PORT)) {
      var host = new LanHost(board.lan);
      for (int i = 0; i < count; i++) {
        host.send(9, PORT, Streams.pattern(n));
      }
      awaitArrival(board, count * (n + HEADER));
      var before = board.count();
      for (int i = 0; i < count; i++) {
        receive(endpoint, n);
      }
      // One set of pointers for all.
      assertCost(3, 4, count * (n + HEADER) + 21, before, board);
      assertEquals(0, register(board, SocketRegister.RX_RSR));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, true, true",
    "64, true, true",
    "536, true, true",
    "1460, true, true",
    "1472, true, true",
    "1, true, false",
    "64, true, false",
    "536, true, false",
    "1460, true, false",
    "1472, true, false",
    "64, false, true",
    "1472, false, true"
  })
  void send(int n, boolean combined, boolean interrupt) throws Exception {
    int extra = combined ? 0 : 3;
    int frames = combined ? 4 : 5;
    try (var board =
            board(16).interrupt(interrupt).options(o -> o.combinedCommand(combined)).build();
        var endpoint = Packets.udp(board.driver, PORT)) {
      var host = new LanHost(board.lan);
      int address = LanHost.IP.value();
      assertTrue(endpoint.send(memory, 0, 1, address, 9, 0));
      host.next();
      awaitSendOk(board);
      assertEquals(0, endpoint.receive(memory, 0, 1, from, 0) + 1);
      assertEquals(Endpoint.WRITABLE, endpoint.poll(Endpoint.WRITABLE));
      var same = board.count();
      assertTrue(endpoint.send(memory, 0, n, address, 9, 0));
      assertCost(1, frames, n + 18 + extra, same, board);
      assertEquals(n, host.next().payloadLength());
      assertEquals(Endpoint.WRITABLE, endpoint.poll(Endpoint.WRITABLE));
      var other = board.count();
      assertTrue(endpoint.send(memory, 0, n, address, 10, 0));
      assertCost(1, frames + 1, n + 27 + extra, other, board);
      assertEquals(10, host.next().destinationPort());
    }
  }

  /** SENDOK of the datagram before was not seen yet: one look more. */
  @Test
  void sendAfterSend() throws Exception {
    try (var board = board(16).build();
        var endpoint = Packets.udp(board.driver, PORT)) {
      var host = new LanHost(board.lan);
      board.chip.faults().delaySendOk(Duration.ofMillis(20));
      assertTrue(endpoint.send(memory, 0, 1, LanHost.IP.value(), 9, 0));
      host.next();
      awaitSendOk(board);
      var before = board.count();
      assertTrue(endpoint.send(memory, 0, 100, LanHost.IP.value(), 9, 0));
      assertCost(2, 5, 100 + 18 + 6, before, board);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void idleCostsNothing(boolean interrupt) throws Exception {
    try (var board = board(16).interrupt(interrupt).build();
        var endpoint = Packets.udp(board.driver, PORT)) {
      var host = new LanHost(board.lan);
      assertEquals(-1, endpoint.receive(memory, 0, 1, from, TimeUnit.MILLISECONDS.toNanos(5)));
      var before = board.count();
      host.send(9, PORT, Streams.pattern(100));
      TimeUnit.MILLISECONDS.sleep(50);
      assertCost(0, 0, 0, before, board);
      receive(endpoint, 100);
    }
  }

  @Test
  void waitingWithAnInterruptLineCostsNothing() throws Exception {
    try (var board = board(16).build();
        var endpoint = Packets.udp(board.driver, PORT)) {
      var host = new LanHost(board.lan);
      var receiver =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  assertEquals(1, endpoint.receive(memory, 0, 1, from, Board.SECONDS_10));
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      Streams.await("parked", () -> receiver.getState() == Thread.State.TIMED_WAITING);
      var before = board.count();
      TimeUnit.MILLISECONDS.sleep(50);
      assertCost(0, 0, 0, before, board);
      host.send(9, PORT, new byte[1]);
      receiver.join();
      // Woken: status; events cleared and interrupt masked; pointers; the datagram.
      assertCost(4, 5, 6 + 8 + 9 + 12, before, board);
    }
  }
}
