package dev.spinet.drivers.w5500;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.BusCounters;
import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.simulator.bus.FaultySpiSlave;
import dev.spinet.simulator.bus.SimulatedSpiBus;
import dev.spinet.simulator.bus.SpiFault;
import dev.spinet.simulator.w5500.Diagnostic;
import dev.spinet.simulator.w5500.W5500Chip;
import dev.spinet.socket.ChipResetException;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that need more than one submission, on a bus with the limits of a board's spidev. */
@Timeout(60)
final class LongCallsTest {

  /** The payload of a submission of nothing else: bufsiz less the header's 128 bytes. */
  private static final int ALONE = 3968;

  private final MemorySegment memory = Arena.ofShared().allocate(16384);

  private static Board.Builder board() {
    return Board.builder()
        .limits(SimulatedSpiBus.Limits.SPIDEV_ARM64)
        .options(o -> o.bufferKiB(16).healthCheck(Duration.ZERO));
  }

  private static void assertCost(
      int messages, int frames, int bytes, BusCounters.Snapshot before, Board board) {
    assertEquals(new BusCounters.Snapshot(messages, frames, bytes), board.count().since(before));
  }

  private static int register(Board board, SocketRegister register) {
    try (var probe = new SimulatedSpiBus(board.spi, "probe")) {
      return new Chip(probe).readRegister(Block.socketRegister(0), register);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void awaitArrival(Board board, int count) throws Exception {
    Streams.await(
        count + " bytes in the chip", () -> register(board, SocketRegister.RX_RSR) == count);
  }

  private static void awaitSendOk(Board board) throws Exception {
    Streams.await("SENDOK", () -> (register(board, SocketRegister.IR) & 0x10) != 0);
  }

  private static void awaitAcknowledged(Board board) throws Exception {
    Streams.await("all of it acknowledged", () -> register(board, SocketRegister.TX_FSR) == 16384);
  }

  private void fill(int length, long position) {
    for (int i = 0; i < length; i++) {
      memory.set(ValueLayout.JAVA_BYTE, i, Streams.pattern(position + i));
    }
  }

  /** What the other end gets, until it ends. */
  private static final class Sink {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    final Peer peer;
    private volatile boolean ended;

    Sink() throws IOException {
      peer =
          new Peer(connection -> {
            try {
              connection.getInputStream().transferTo(bytes);
            } finally {
              ended = true;
            }
          });
    }

    void await(int count) throws InterruptedException {
      Streams.await(count + " bytes", () -> bytes.size() >= count);
    }

    /** All that ever comes, once the connection has ended. */
    byte[] all() throws InterruptedException {
      Streams.await("the end of the connection", () -> ended);
      return bytes.toByteArray();
    }
  }

  @ParameterizedTest
  @CsvSource({
    // one submission, as ever
    "3584, 1, 4, 19",
    // what does not fit goes first and alone
    "3585, 2, 5, 22",
    "4000, 2, 5, 22",
    "8192, 3, 6, 25",
  })
  void sending(int n, int messages, int frames, int overhead) throws Exception {
    try (var board = board().build();
        var peer = Peer.silent();
        var endpoint = board.connect(peer.port())) {
      var before = board.count();
      assertEquals(n, endpoint.send(memory, 0, n, 0));
      assertCost(messages, frames, n + overhead, before, board);
    }
  }

  /** What takes all the room that is known looks for more on the way. */
  @Test
  void sendingAWholeBuffer() throws Exception {
    try (var board = board().build();
        var peer = Peer.silent();
        var endpoint = board.connect(peer.port())) {
      var before = board.count();
      assertEquals(16384, endpoint.send(memory, 0, 16384, 0));
      assertCost(5, 4 + 6, 16384 + 4 * 3 + 19 + 14, before, board);
      awaitSendOk(board);
      awaitAcknowledged(board);
      var after = board.count();
      assertEquals(100, endpoint.send(memory, 0, 100, Board.SECONDS_10));
      // The first call may have seen room for it already; if not, one look comes first.
      var cost = board.count().since(after);
      assertTrue(cost.messages() <= 2 && cost.frames() <= 4 + 3, cost::toString);
      // So that closing ends the connection before the peer, which has not read, resets it.
      awaitAcknowledged(board);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "3584, 1, 2, 12",
    "3840, 1, 2, 12",
    // what is left over may have grown meanwhile
    "3841, 2, 4, 24",
    "3969, 2, 3, 15",
    "4000, 2, 3, 15",
    // half the buffer: its space is given back
    "8192, 3, 6, 27",
    "12000, 4, 7, 30",
    "16383, 5, 9, 42",
  })
  void receiving(int n, int messages, int frames, int overhead) throws Exception {
    byte[] data = Streams.pattern(16384);
    try (var board = board().build();
        var peer = new Peer(connection -> connection.getOutputStream().write(data));
        var endpoint = board.connect(peer.port())) {
      awaitArrival(board, 16384);
      var before = board.count();
      assertEquals(n, endpoint.receive(memory, 0, n, 0));
      // A look comes first.
      assertCost(1 + messages, 1 + frames, n + 9 + overhead, before, board);
      assertArrayEquals(
          Streams.pattern(n), memory.asSlice(0, n).toArray(ValueLayout.JAVA_BYTE), "data");
    }
  }

  /** Calls of all lengths both ways, through pointers that wrap. */
  @ParameterizedTest
  @CsvSource({"16, true, 1", "16, false, 2", "8, true, 3", "8, false, 4", "4, true, 5"})
  void allLengths(int kib, boolean deferred, long seed) throws Exception {
    byte[] data = Streams.pattern(600_000);
    try (var board = board().options(o -> o.bufferKiB(kib).deferredReceive(deferred)).build();
        var echo = Peer.echo();
        var endpoint = board.connect(echo.port())) {
      var sent = startSending(endpoint, data, new Random(seed));
      var random = new Random(-seed);
      for (int done = 0; done < data.length; ) {
        int wanted = Math.min(data.length - done, random.nextInt(1, 16385));
        int count = endpoint.receive(memory, 0, wanted, Board.SECONDS_10);
        assertTrue(count > 0, "nothing for 10 s");
        for (int i = 0; i < count; i++) {
          assertEquals(data[done + i], memory.get(ValueLayout.JAVA_BYTE, i), "at " + (done + i));
        }
        done += count;
      }
      sent.get(10, TimeUnit.SECONDS);
    }
  }

  private static CompletableFuture<Void> startSending(
      StreamEndpoint endpoint, byte[] data, Random lengths) {
    var result = new CompletableFuture<Void>();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try (var arena = Arena.ofConfined()) {
            var all = arena.allocateFrom(ValueLayout.JAVA_BYTE, data);
            for (int done = 0; done < data.length; ) {
              int length = Math.min(data.length - done, lengths.nextInt(1, 16385));
              done += endpoint.send(all, done, length, Board.SECONDS_10);
            }
            result.complete(null);
          } catch (IOException e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  /**
   * What was brought to the chip and not sent is never seen by the peer. A machine that stops for a
   * while between two calls finds the chip ready; then it is tried again.
   */
  @Test
  void aCallThatGivesUpHasSentNothing() throws Exception {
    var sink = new Sink();
    try (var board = board().build();
        var _ = sink.peer;
        var endpoint = board.connect(sink.peer.port())) {
      board.chip.faults().delaySendOk(Duration.ofMillis(200));
      int position = 0;
      boolean brought = false;
      for (int attempt = 0; attempt < 20 && !brought; attempt++) {
        fill(100, position);
        position += endpoint.send(memory, 0, 100, Board.SECONDS_10);
        fill(12_000, position);
        var before = board.count();
        int count = endpoint.send(memory, 0, 12_000, TimeUnit.MILLISECONDS.toNanos(20));
        brought = count == 0 && board.count().since(before).bytes() > 2 * ALONE;
        position += count;
      }
      assertTrue(brought, "nothing was ever brought to the chip");
      board.chip.faults().delaySendOk(Duration.ZERO);
      fill(9_000, position);
      for (int done = 0; done < 9_000; ) {
        done += endpoint.send(memory, done, 9_000 - done, Board.SECONDS_10);
      }
      position += 9_000;
      sink.await(position);
      assertArrayEquals(Streams.pattern(position), sink.bytes.toByteArray());
    }
  }

  /** A call that does not wait is refused without its data crossing the bus. */
  @Test
  void aCallThatMustNotWaitBringsNothing() throws Exception {
    try (var board = board().build();
        var peer = Peer.silent();
        var endpoint = board.connect(peer.port())) {
      board.chip.faults().delaySendOk(Duration.ofMillis(200));
      boolean quick = false;
      for (int attempt = 0; attempt < 20 && !quick; attempt++) {
        long begun = System.nanoTime();
        assertTrue(endpoint.send(memory, 0, 100, Board.SECONDS_10) > 0);
        var before = board.count();
        int count = endpoint.send(memory, 0, 12_000, 0);
        var cost = board.count().since(before);
        quick = System.nanoTime() - begun < TimeUnit.MILLISECONDS.toNanos(150);
        if (quick) {
          assertEquals(0, count);
          assertEquals(new BusCounters.Snapshot(1, 1, 6), cost);
        }
      }
      assertTrue(quick, "this machine stops all the time");
    }
  }

  /** The chip gets the data while it still sends those before, and once only. */
  @Test
  void dataAreBroughtWhileTheChipSends() throws Exception {
    var sink = new Sink();
    try (var board = board().build();
        var _ = sink.peer;
        var endpoint = board.connect(sink.peer.port())) {
      board.chip.faults().delaySendOk(Duration.ofMillis(50));
      fill(100, 0);
      assertEquals(100, endpoint.send(memory, 0, 100, 0));
      fill(12_000, 100);
      var before = board.count();
      assertEquals(12_000, endpoint.send(memory, 0, 12_000, Board.SECONDS_10));
      var cost = board.count().since(before);
      assertTrue(cost.bytes() < 12_000 + 2 * ALONE, cost.toString());
      sink.await(12_100);
      assertArrayEquals(Streams.pattern(12_100), sink.bytes.toByteArray());
    }
  }

  /** Two senders on one connection: what one has brought to the chip is not sent by the other. */
  @Test
  void sendersDoNotMixTheirData() throws Exception {
    int total = 200_000;
    var sink = new Sink();
    try (var board = board().build();
        var _ = sink.peer;
        var endpoint = board.connect(sink.peer.port())) {
      board.chip.faults().delaySendOk(Duration.ofMillis(2));
      var even = startSending(endpoint, counting(total, 0), new Random(6));
      var odd = startSending(endpoint, counting(total, 128), new Random(7));
      even.get(40, TimeUnit.SECONDS);
      odd.get(40, TimeUnit.SECONDS);
      sink.await(2 * total);
      int[] next = {0, 0};
      for (byte octet : sink.bytes.toByteArray()) {
        int sender = (octet & 0xFF) / 128;
        assertEquals(next[sender]++ % 128, octet & 0x7F, "after " + next[0] + " and " + next[1]);
      }
    }
  }

  /** 0 to 127 again and again, with one bit more or without. */
  private static byte[] counting(int length, int bit) {
    var bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i % 128 | bit);
    }
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void disturbedHeaderEchoesAreRepeated(int position) throws Exception {
    byte[] data = Streams.pattern(300_000);
    var disturbance = new Disturbance();
    try (var board = board().wires(chip -> new FaultySpiSlave(chip, disturbance)).build();
        var echo = Peer.echo();
        var endpoint = board.connect(echo.port())) {
      disturbance.flip(position, 0x10, frame -> frame % 5 == 2);
      var sent = startSending(endpoint, data, new Random(8));
      assertArrayEquals(data, Streams.receive(endpoint, data.length));
      sent.get(10, TimeUnit.SECONDS);
      disturbance.stop();
      assertTrue(board.driver.statistics().repeatedReads() > 10);
    }
  }

  /** Cuts the chip's power once, before a frame. */
  private static final class BrownOut implements SpiFault {
    private volatile @Nullable W5500Chip chip;
    private volatile long seen;
    private volatile long target = Long.MAX_VALUE;

    void arm(W5500Chip victim, int frames) {
      chip = victim;
      target = seen + frames;
    }

    @Override
    public void before(long frame, int at) {
      seen = frame;
      if (frame >= target && at == 0) {
        target = Long.MAX_VALUE;
        Streams.present(chip).brownOut();
      }
    }
  }

  /**
   * A reset at any frame of long calls: among them those between data and the SEND that would have
   * sent them. The call or the next one names it; the peer has the beginning of the data, and
   * nothing else.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13})
  void aResetBetweenDataAndSend(int frames) throws Exception {
    var reset = new BrownOut();
    var sink = new Sink();
    try (var _ = sink.peer) {
      sendUntilReset(sink, reset, frames);
      // The connection has ended with the network, at the latest.
      byte[] got = sink.all();
      assertArrayEquals(Streams.pattern(got.length), got);
    }
  }

  private void sendUntilReset(Sink sink, BrownOut reset, int frames) throws Exception {
    try (var board =
        board()
            .options(o -> o.healthCheck(Duration.ofMillis(20)))
            .wires(chip -> new FaultySpiSlave(chip, reset))
            .build()) {
      for (var kind :
          new Diagnostic.Kind[] {
            Diagnostic.Kind.WRONG_STATE,
            Diagnostic.Kind.RX_OVERREAD,
            Diagnostic.Kind.TX_OVERRUN,
            Diagnostic.Kind.BUFFER_ABSENT,
            Diagnostic.Kind.NOT_READY
          }) {
        board.tolerate(kind);
      }
      var endpoint = board.connect(sink.peer.port());
      reset.arm(board.chip, frames);
      assertThrows(
          ChipResetException.class,
          () -> {
            for (long position = 0; ; ) {
              fill(12_000, position);
              position += endpoint.send(memory, 0, 12_000, Board.SECONDS_10);
            }
          });
      endpoint.close();
    }
  }
}
