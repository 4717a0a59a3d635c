package dev.spinet.drivers.w5500;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.bus.InterruptLine;
import dev.spinet.simulator.bus.FaultySpiSlave;
import dev.spinet.simulator.bus.SpiSlave;
import dev.spinet.simulator.net.Impairment;
import dev.spinet.simulator.w5500.ChipOptions;
import dev.spinet.simulator.w5500.Diagnostic;
import dev.spinet.socket.ChipResetException;
import dev.spinet.socket.MacAddress;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad wires and a chip that misbehaves: data intact or a named error, never a hang. */
@Timeout(60)
final class FaultTest {

  private final MemorySegment memory = Arena.ofAuto().allocate(4096);
  private final Disturbance disturbance = new Disturbance();

  private Board.Builder disturbed() {
    return Board.builder().wires(chip -> new FaultySpiSlave(chip, disturbance));
  }

  /** Receives on another thread. */
  private static CompletableFuture<byte[]> receiving(StreamEndpoint endpoint, int length) {
    var result = new CompletableFuture<byte[]>();
    receiver(endpoint, length, result);
    return result;
  }

  /** Receives on another thread, which has nothing to receive and waits when this returns. */
  private static CompletableFuture<byte[]> waiting(StreamEndpoint endpoint) throws Exception {
    var result = new CompletableFuture<byte[]>();
    var thread = receiver(endpoint, 1, result);
    Streams.await("waiting", () -> thread.getState() == Thread.State.TIMED_WAITING);
    return result;
  }

  private static Thread receiver(
      StreamEndpoint endpoint, int length, CompletableFuture<byte[]> result) {
    return Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            result.complete(Streams.receive(endpoint, length));
          } catch (IOException | AssertionError e) {
            result.completeExceptionally(e);
          }
        });
  }

  private static <T extends Throwable> T assertFails(
      Class<T> type, CompletableFuture<byte[]> result) {
    var failure = assertThrows(ExecutionException.class, () -> result.get(10, TimeUnit.SECONDS));
    return assertInstance(type, failure.getCause());
  }

  private static <T> T assertInstance(Class<T> type, @Nullable Object value) {
    assertNotNull(value);
    assertEquals(type, value.getClass(), value.toString());
    return type.cast(value);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void disturbedHeaderEchoesAreRepeated(int position) throws Exception {
    byte[] data = Streams.pattern(300_000);
    try (var board = disturbed().build();
        var peer = Peer.echo();
        var endpoint = board.connect(peer.port())) {
      disturbance.flip(position, 0x10, frame -> frame % 7 == 3);
      var received = receiving(endpoint, data.length);
      Streams.sendAll(endpoint, data);
      assertArrayEquals(data, received.get(40, TimeUnit.SECONDS));
      disturbance.stop();
      assertTrue(board.driver.statistics().repeatedReads() > 100);
    }
  }

  /** Bytes 3 and 4 of a burst of pointers are the size, 5 and 6 the first pointer, and so on. */
  @ParameterizedTest
  @CsvSource({
    "0x26, 3, 0x04", "0x26, 4, 0x02", "0x26, 5, 0x80", "0x26, 6, 0x01", "0x26, 7, 0x10",
    "0x26, 8, 0x02", "0x20, 3, 0x07", "0x20, 4, 0xFF", "0x20, 5, 0x20", "0x20, 8, 0x01",
  })
  void disturbedPointersAreRepeated(String address, int position, String flip) throws Exception {
    byte[] data = Streams.pattern(60_000);
    var disturbances = new ArrayList<PointerDisturbance>();
    try (var board =
            Board.builder()
                .wires(chip -> {
                  var disturbed =
                      new PointerDisturbance(
                          chip, Integer.decode(address), position, Integer.decode(flip));
                  disturbances.add(disturbed);
                  return disturbed;
                })
                .build();
        var peer = Peer.echo();
        var endpoint = board.connect(peer.port())) {
      disturbances.getFirst().on = true;
      var received = receiving(endpoint, data.length);
      Streams.sendAll(endpoint, data);
      assertArrayEquals(data, received.get(40, TimeUnit.SECONDS));
      disturbances.getFirst().on = false;
      assertTrue(disturbances.getFirst().reads > 3);
    }
  }

  /** Flips bits in every third burst of pointers, and only there. */
  private static final class PointerDisturbance implements SpiSlave {
    private final SpiSlave chip;
    private final int address;
    private final int position;
    private final int flip;
    volatile boolean on;
    private int reads;

    PointerDisturbance(SpiSlave chip, int address, int position, int flip) {
      this.chip = chip;
      this.address = address;
      this.position = position;
      this.flip = flip;
    }

    @Override
    public void select() {
      chip.select();
    }

    @Override
    public void exchange(
        MemorySegment mosi, long mosiOffset, MemorySegment miso, long misoOffset, int length) {
      chip.exchange(mosi, mosiOffset, miso, misoOffset, length);
      if (on && length == 9 && mosi.get(ValueLayout.JAVA_BYTE, mosiOffset + 1) == address) {
        reads++;
        if (reads % 3 == 0) {
          long at = misoOffset + position;
          byte sound = miso.get(ValueLayout.JAVA_BYTE, at);
          miso.set(ValueLayout.JAVA_BYTE, at, (byte) (sound ^ flip));
        }
      }
    }

    @Override
    public void read(MemorySegment miso, long misoOffset, int length) {
      chip.read(miso, misoOffset, length);
    }

    @Override
    public void write(MemorySegment mosi, long mosiOffset, int length) {
      chip.write(mosi, mosiOffset, length);
    }

    @Override
    public void deselect() {
      chip.deselect();
    }
  }

  @Test
  void aBusThatStaysDisturbedFailsEverybodyWithTheCause() throws Exception {
    try (var peer = Peer.silent()) {
      var board = disturbed().build();
      var first = board.connect(peer.port());
      var second = board.connect(peer.port());
      var waiting = waiting(first);
      disturbance.flip(1, 0xFF, frame -> true);
      var failure = assertThrows(BusException.class, () -> second.receive(memory, 0, 1, 0));
      assertTrue(Streams.message(failure).contains("01 FD 03"), Streams.message(failure));
      var woken = assertFails(BusException.class, waiting);
      assertInstance(BusException.class, woken.getCause());
      disturbance.stop();
      assertThrows(BusException.class, () -> first.send(memory, 0, 1, 0));
      first.close();
      // The first attempts may have met the disturbance.
      Streams.await("recovered", () -> board.driver.statistics().faults().recoveries() == 1);
      board.connect(peer.port()).close();
      assertEquals(1, board.driver.statistics().faults().recoveries());
      board.abandon();
    }
  }

  @Test
  void aTransferThatFailsFailsEverybody() throws Exception {
    var chip = new FakeChip();
    var options =
        new W5500Options()
            .mac(MacAddress.parse("02:00:00:00:00:15"))
            .address(
                Board.address("10.0.2.15"),
                Board.address("255.255.255.0"),
                Board.address("10.0.2.2"));
    var driver = W5500.on(chip, options, null, null);
    driver.link();
    var first = driver.openStream();
    var second = driver.openStream();
    assertTrue(first.connect(Board.HOST, 80, Board.SECONDS_10));
    assertTrue(second.connect(Board.HOST, 80, Board.SECONDS_10));
    var waiting = waiting(first);
    chip.failure = new IOException("out of order");
    var failure = assertThrows(BusException.class, () -> second.send(memory, 0, 1, 0));
    assertEquals(5, failure.errno());
    assertEquals(5, assertFails(BusException.class, waiting).errno());
    driver.close();
  }

  @Test
  void commandsAcceptedLate() throws Exception {
    byte[] data = Streams.pattern(100_000);
    try (var board = Board.builder().build();
        var peer = Peer.echo();
        var endpoint = board.driver.openStream()) {
      board.chip.faults().holdCommands(3, Integer.MAX_VALUE);
      assertTrue(endpoint.connect(Board.HOST, peer.port(), Board.SECONDS_10));
      var received = receiving(endpoint, data.length);
      Streams.sendAll(endpoint, data);
      assertArrayEquals(data, received.get(40, TimeUnit.SECONDS));
      board.chip.faults().holdCommands(1, 0);
    }
  }

  @Test
  void slowChip() throws Exception {
    byte[] data = Streams.pattern(50_000);
    try (var board =
            Board.builder()
                .chip(ChipOptions.DEFAULT.withCommandLatency(Duration.ofNanos(300_000)))
                .build();
        var peer = Peer.echo();
        var endpoint = board.connect(peer.port())) {
      var received = receiving(endpoint, data.length);
      Streams.sendAll(endpoint, data);
      assertArrayEquals(data, received.get(40, TimeUnit.SECONDS));
    }
  }

  @Test
  void aCommandThatIsNeverAcceptedIsNamed() throws Exception {
    try (var peer = Peer.echo()) {
      var board = Board.builder().build();
      var endpoint = board.connect(peer.port());
      board.chip.faults().holdCommands(Integer.MAX_VALUE, 1);
      assertEquals(10, endpoint.send(memory, 0, 10, 0));
      var failure =
          assertThrows(BusException.class, () -> endpoint.send(memory, 0, 10, Board.SECONDS_10));
      assertTrue(Streams.message(failure).contains("SEND"), Streams.message(failure));
      assertTrue(Streams.message(failure).contains("Sn_CR"), Streams.message(failure));
      board.abandon();
    }
  }

  @Test
  void aCommandThatIsNeverAcceptedIsNoticedByAReceiver() throws Exception {
    try (var peer = Peer.echo()) {
      var board = Board.builder().build();
      var endpoint = board.connect(peer.port());
      var received = receiving(endpoint, 10);
      board.chip.faults().holdCommands(Integer.MAX_VALUE, 1);
      assertEquals(10, endpoint.send(memory, 0, 10, 0));
      var failure = assertFails(BusException.class, received);
      assertTrue(Streams.message(failure).contains("Sn_CR"), Streams.message(failure));
      board.abandon();
    }
  }

  @Test
  void lostSendOkIsFoundOut() throws Exception {
    byte[] data = Streams.pattern(6_000);
    try (var board = Board.builder().build();
        var peer = Peer.echo();
        var endpoint = board.connect(peer.port())) {
      board.chip.faults().loseSendOk(2);
      var received = receiving(endpoint, data.length);
      Streams.sendAll(endpoint, data);
      assertArrayEquals(data, received.get(40, TimeUnit.SECONDS));
      assertTrue(board.driver.statistics().lostSendOks() > 0);
    }
  }

  @Test
  void lateSendOk() throws Exception {
    byte[] data = Streams.pattern(20_000);
    try (var board = Board.builder().build();
        var peer = Peer.echo();
        var endpoint = board.connect(peer.port())) {
      board.chip.faults().delaySendOk(Duration.ofMillis(3));
      var received = receiving(endpoint, data.length);
      Streams.sendAll(endpoint, data);
      assertArrayEquals(data, received.get(40, TimeUnit.SECONDS));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aResetChipIsNoticedByAWaitingReceiver(boolean interrupt) throws Exception {
    try (var peer = Peer.silent()) {
      var board =
          Board.builder()
              .interrupt(interrupt)
              .options(o -> o.healthCheck(Duration.ofMillis(20)))
              .build();
      var endpoint = board.connect(peer.port());
      var waiting = waiting(endpoint);
      Streams.await("accepted", () -> !peer.connections().isEmpty());
      board.chip.brownOut();
      var failure = assertFails(ChipResetException.class, waiting);
      assertTrue(Streams.message(failure).contains("SHAR=000000000000"), Streams.message(failure));
      board.abandon();
    }
  }

  @Test
  void aResetChipIsNoPeersReset() throws Exception {
    try (var peer = Peer.silent()) {
      var board = Board.builder().options(o -> o.healthCheck(Duration.ZERO)).build();
      var first = board.connect(peer.port());
      var second = board.connect(peer.port());
      board.chip.brownOut();
      assertThrows(ChipResetException.class, () -> first.receive(memory, 0, 1, Board.SECONDS_10));
      assertThrows(ChipResetException.class, () -> second.send(memory, 0, 1, Board.SECONDS_10));
      board.abandon();
    }
  }

  @ParameterizedTest
  @CsvSource({"true, no link", "false, timed out"})
  void aPeerThatVanishes(boolean cablePulled, String expected) throws Exception {
    try (var peer = Peer.silent();
        var board = Board.builder().build();
        var endpoint = board.connect(peer.port())) {
      board.shortenRetries();
      board.tolerate(Diagnostic.Kind.WRONG_STATE);
      if (cablePulled) {
        board.cable.setPluggedIn(false);
      } else {
        board.lan.setImpairment((from, frame) -> Impairment.Fate.LOST);
      }
      var failure =
          assertThrows(
              SocketException.class,
              () -> {
                while (true) {
                  int _ = endpoint.send(memory, 0, 100, Board.SECONDS_10);
                }
              });
      assertTrue(Streams.message(failure).contains(expected), Streams.message(failure));
    }
  }

  /** The chip is asked instead. */
  @Test
  void aLineThatFailsIsDoneWithout() throws Exception {
    var lines = new ArrayList<FailingLine>();
    try (var peer = Peer.echo();
        var board =
            Board.builder()
                .line(line -> {
                  lines.add(new FailingLine(line));
                  return lines.getFirst();
                })
                .build();
        var endpoint = board.connect(peer.port())) {
      var waiting = waiting(endpoint);
      lines.getFirst().broken = true;
      lines.getFirst().wakeup();
      Streams.sendAll(endpoint, new byte[] {1});
      assertEquals(1, waiting.get(10, TimeUnit.SECONDS).length);
    }
  }

  /** A line whose device breaks. */
  private static final class FailingLine implements InterruptLine {
    private final InterruptLine line;
    volatile boolean broken;

    FailingLine(InterruptLine line) {
      this.line = line;
    }

    @Override
    public boolean isAsserted() throws IOException {
      return line.isAsserted();
    }

    @Override
    public boolean await(long timeoutNanos) throws IOException {
      boolean asserted = line.await(timeoutNanos);
      if (broken) {
        throw new BusException("line", "line: gone", 19);
      }
      return asserted;
    }

    @Override
    public void wakeup() {
      line.wakeup();
    }

    @Override
    public void close() throws IOException {
      line.close();
    }
  }

  @Test
  void lostInterruptsAreFoundByTheHealthCheck() throws Exception {
    try (var board =
            Board.builder()
                .line(line -> new DeafLine())
                .options(o -> o.healthCheck(Duration.ofMillis(20)))
                .build();
        var peer = Peer.echo();
        var endpoint = board.connect(peer.port())) {
      Streams.sendAll(endpoint, new byte[] {1});
      assertEquals(1, Streams.receive(endpoint, 1).length);
    }
  }

  @Test
  void aLineThatIsStuckIsLeftAlone() throws Exception {
    try (var board =
            Board.builder()
                .line(StuckLine::new)
                .options(o -> o.healthCheck(Duration.ZERO))
                .build();
        var peer = Peer.echo();
        var endpoint = board.connect(peer.port())) {
      Streams.sendAll(endpoint, new byte[] {1});
      assertEquals(1, Streams.receive(endpoint, 1).length);
      // It takes a few interrupts for nothing to find out that the line is stuck.
      Streams.await("left alone", () -> framesOfAWhile(board) == 0);
    }
  }

  private static long framesOfAWhile(Board board) {
    var before = board.count();
    try {
      TimeUnit.MILLISECONDS.sleep(50);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return board.count().since(before).frames();
  }

  /** A line that is always asserted, though the chip's is not. */
  private record StuckLine(InterruptLine line) implements InterruptLine {
    @Override
    public boolean isAsserted() {
      return true;
    }

    @Override
    public boolean await(long timeoutNanos) {
      return true;
    }

    @Override
    public void wakeup() {
      line.wakeup();
    }

    @Override
    public void close() throws IOException {
      line.close();
    }
  }
}
