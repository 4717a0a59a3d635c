package dev.spinet.drivers.w5500;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.simulator.bus.FaultySpiSlave;
import dev.spinet.simulator.bus.SimulatedSpiBus;
import dev.spinet.simulator.bus.SpiFault;
import dev.spinet.simulator.bus.SpiSlave;
import dev.spinet.simulator.w5500.ChipFault;
import dev.spinet.simulator.w5500.ChipFaults;
import dev.spinet.simulator.w5500.Diagnostic;
import dev.spinet.simulator.w5500.W5500Chip;
import dev.spinet.socket.ChipNotFoundException;
import dev.spinet.socket.ChipResetException;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A chip or a bus that fails in service, and works again without the driver being opened anew. */
@Timeout(60)
final class RecoveryTest {

  private static final int EIO = 5;
  private static final int ENODEV = 19;

  private final MemorySegment memory = Arena.ofAuto().allocate(4096);

  private static Board.Builder watchful() {
    return Board.builder().options(o -> o.healthCheck(Duration.ofMillis(20)));
  }

  /** A conversation on a new connection, for which the driver may take a few attempts. */
  private static void assertWorks(Board board, Peer echo) throws Exception {
    byte[] data = Streams.pattern(1500);
    var endpoint = connectAgain(board, echo);
    Streams.sendAll(endpoint, data);
    assertArrayEquals(data, Streams.receive(endpoint, data.length));
    endpoint.close();
  }

  private static StreamEndpoint connectAgain(Board board, Peer peer) throws Exception {
    long start = System.nanoTime();
    while (true) {
      try {
        return board.connect(peer.port());
      } catch (IOException e) {
        assertTrue(System.nanoTime() - start < Board.SECONDS_10, e.toString());
        TimeUnit.MILLISECONDS.sleep(5);
      }
    }
  }

  private static W5500Statistics.Faults faults(Board board) {
    return board.driver.statistics().faults();
  }

  /** Resets the chip once, before some byte of some frame from the arming on. */
  private static final class ResetLater implements SpiFault {
    private volatile @Nullable W5500Chip chip;
    private volatile long seen;
    private volatile long target = Long.MAX_VALUE;
    private volatile int position;

    void arm(W5500Chip victim, int frames, int byteOfFrame) {
      chip = victim;
      position = byteOfFrame;
      target = seen + frames;
    }

    @Override
    public void before(long frame, int at) {
      seen = frame;
      if (frame >= target && at == position) {
        target = Long.MAX_VALUE;
        Streams.present(chip).brownOut();
      }
    }
  }

  /** What was received before the reset is right, and what comes after it is named. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void aResetWhileDataStream(int seed) throws Exception {
    var random = new Random(seed);
    var reset = new ResetLater();
    byte[] data = Streams.pattern(2_000_000);
    try (var echo = Peer.echo();
        var source = new Peer(connection -> connection.getOutputStream().write(data));
        var board =
            watchful()
                .options(o -> o.bufferKiB(8, 8))
                .interrupt(random.nextBoolean())
                .reset(random.nextBoolean())
                .wires(chip -> new FaultySpiSlave(chip, reset))
                .build()) {
      tolerateWhatResetsBring(board);
      var endpoint = board.connect(source.port());
      reset.arm(board.chip, 1 + random.nextInt(100), random.nextInt(9));
      long received = 0;
      IOException failure = null;
      while (failure == null) {
        try {
          int count = endpoint.receive(memory, 0, 1 + random.nextInt(4096), Board.SECONDS_10);
          assertTrue(count > 0, "the stream ends without an error");
          for (int i = 0; i < count; i++) {
            assertEquals(
                Streams.pattern(received + i), memory.get(ValueLayout.JAVA_BYTE, i), "at " + i);
          }
          received += count;
        } catch (IOException e) {
          failure = e;
        }
      }
      assertInstanceOf(ChipResetException.class, failure, failure.toString());
      assertThrows(ChipResetException.class, () -> endpoint.send(memory, 0, 1, 0));
      assertWorks(board, echo);
      assertEquals(1, faults(board).chipResets());
      assertEquals(1, faults(board).recoveries());
      assertThrows(ChipResetException.class, () -> endpoint.receive(memory, 0, 1, 0));
      endpoint.close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void aResetWhileDataAreSent(int seed) throws Exception {
    var random = new Random(seed);
    var reset = new ResetLater();
    try (var echo = Peer.echo();
        var sink =
            new Peer(connection ->
                connection.getInputStream().transferTo(java.io.OutputStream.nullOutputStream()));
        var board =
            watchful()
                .interrupt(random.nextBoolean())
                .wires(chip -> new FaultySpiSlave(chip, reset))
                .build()) {
      tolerateWhatResetsBring(board);
      var endpoint = board.connect(sink.port());
      reset.arm(board.chip, 1 + random.nextInt(50), random.nextInt(6));
      assertThrows(
          ChipResetException.class,
          () -> {
            while (endpoint.send(memory, 0, 1000, Board.SECONDS_10) > 0) {
              // until it fails
            }
          });
      assertWorks(board, echo);
    }
  }

  /** Between a reset and its discovery the driver gives commands that no longer fit. */
  private static void tolerateWhatResetsBring(Board board) {
    for (var kind :
        List.of(
            Diagnostic.Kind.WRONG_STATE,
            Diagnostic.Kind.RX_OVERREAD,
            Diagnostic.Kind.TX_OVERRUN,
            Diagnostic.Kind.BUFFER_ABSENT,
            Diagnostic.Kind.NOT_READY)) {
      board.tolerate(kind);
    }
  }

  @Test
  void blockedCallersWakeAndWhatTheyHeldIsFree() throws Exception {
    try (var echo = Peer.echo();
        var board = watchful().options(o -> o.bufferKiB(8, 8)).build()) {
      tolerateWhatResetsBring(board);
      var first = board.connect(echo.port());
      var second = board.connect(echo.port());
      var waiting = Calls.receiving(first, 1);
      var other = Calls.receiving(second, 1);
      board.chip.brownOut();
      Calls.assertFails(ChipResetException.class, waiting);
      Calls.assertFails(ChipResetException.class, other);
      // A failed endpoint keeps its hardware socket until it is closed, as with BSD.
      first.close();
      second.close();
      assertWorks(board, echo);
      assertWorks(board, echo);
    }
  }

  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, true", "false, false"})
  void anOutage(boolean interrupt, boolean resetWired) throws Exception {
    try (var echo = Peer.echo();
        var board = watchful().interrupt(interrupt).reset(resetWired).build()) {
      tolerateWhatResetsBring(board);
      var endpoint = board.connect(echo.port());
      var waiting = Calls.receiving(endpoint, 1);
      board.chip.faults().brownOut(Duration.ofMillis(100));
      var failure = Calls.failure(waiting);
      assertTrue(
          failure instanceof ChipResetException || failure instanceof BusException,
          failure.toString());
      assertWorks(board, echo);
      assertTrue(faults(board).recoveries() > 0);
    }
  }

  /** Short, as when a motor starts: whoever is told first is told what was seen, then the cause. */
  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, true", "false, false"})
  void aDipOfTheSupply(boolean interrupt, boolean resetWired) throws Exception {
    try (var echo = Peer.echo();
        var board =
            Board.builder()
                .options(o -> o.healthCheck(Duration.ofMillis(5)))
                .interrupt(interrupt)
                .reset(resetWired)
                .build()) {
      tolerateWhatResetsBring(board);
      var endpoint = board.connect(echo.port());
      var waiting = Calls.receiving(endpoint, 1);
      board.chip.faults().brownOut(Duration.ofMillis(12));
      var failure = Calls.failure(waiting);
      assertTrue(
          failure instanceof ChipResetException
              || (Streams.message(failure).contains("00 00 00")
                  && Streams.message(failure).contains("without power")),
          failure.toString());
      Streams.await("recovered", () -> faults(board).recoveries() == 1);
      assertEquals(1, faults(board).chipResets());
      var later = assertThrows(ChipResetException.class, () -> endpoint.send(memory, 0, 1, 0));
      assertTrue(Streams.message(later).contains("supply voltage"), Streams.message(later));
      endpoint.close();
      assertWorks(board, echo);
      assertEquals(1, faults(board).recoveries());
    }
  }

  @Test
  void aResetThatHarmsNobodyGoesUnnoticed() throws Exception {
    try (var echo = Peer.echo();
        var board = watchful().build()) {
      assertWorks(board, echo);
      // The connection that worked may still be finishing.
      tolerateWhatResetsBring(board);
      board.chip.brownOut();
      TimeUnit.MILLISECONDS.sleep(30);
      board.connect(echo.port()).close();
      assertEquals(1, faults(board).chipResets());
    }
  }

  /** A socket that is open but not connected has nothing to lose. */
  @Test
  void anUnconnectedSocketOutlivesAReset() throws Exception {
    try (var echo = Peer.echo();
        var board = watchful().build();
        var endpoint = board.driver.openStream()) {
      tolerateWhatResetsBring(board);
      board.chip.brownOut();
      Streams.await("recovered", () -> faults(board).recoveries() == 1);
      assertTrue(endpoint.connect(Board.HOST, echo.port(), Board.SECONDS_10));
    }
  }

  /** Wires that come off and are put back. */
  private static final class Plug implements SpiSlave {
    private final SpiSlave chip;
    volatile boolean unplugged;
    private boolean selected;

    Plug(SpiSlave chip) {
      this.chip = chip;
    }

    @Override
    public void select() {
      selected = !unplugged;
      if (selected) {
        chip.select();
      }
    }

    @Override
    public void exchange(
        MemorySegment mosi, long mosiOffset, MemorySegment miso, long misoOffset, int length) {
      if (!selected) {
        miso.asSlice(misoOffset, length).fill((byte) 0xFF);
      } else {
        chip.exchange(mosi, mosiOffset, miso, misoOffset, length);
      }
    }

    @Override
    public void read(MemorySegment miso, long misoOffset, int length) {
      if (!selected) {
        miso.asSlice(misoOffset, length).fill((byte) 0xFF);
      } else {
        chip.read(miso, misoOffset, length);
      }
    }

    @Override
    public void write(MemorySegment mosi, long mosiOffset, int length) {
      if (selected) {
        chip.write(mosi, mosiOffset, length);
      }
    }

    @Override
    public void deselect() {
      if (selected) {
        chip.deselect();
      }
    }
  }

  @Test
  void aChipThatIsGoneForAWhile() throws Exception {
    Plug[] plug = {null};
    try (var echo = Peer.echo();
        var board =
            watchful()
                .wires(chip -> {
                  var plugged = new Plug(chip);
                  plug[0] = plugged;
                  return plugged;
                })
                .build()) {
      tolerateWhatResetsBring(board);
      board.tolerate(Diagnostic.Kind.INCOMPLETE_FRAME);
      var endpoint = board.connect(echo.port());
      var waiting = Calls.receiving(endpoint, 1);
      Streams.present(plug[0]).unplugged = true;
      var failure = Calls.assertFails(BusException.class, waiting);
      assertTrue(Streams.message(failure).contains("FF FF FF"), Streams.message(failure));
      Streams.await(
          "given up for now",
          () ->
              assertThrows(IOException.class, board.driver::openStream)
                  instanceof ChipNotFoundException);
      // The cause is told at once, and asking again and again costs nothing on the bus.
      var before = board.count();
      for (int i = 0; i < 1000; i++) {
        var again = assertThrows(ChipNotFoundException.class, board.driver::openStream);
        assertTrue(Streams.message(again).contains("MISO stays high"), Streams.message(again));
      }
      assertTrue(board.count().since(before).frames() < 1000);
      assertThrows(ChipNotFoundException.class, board.driver::isLinked);
      Streams.present(plug[0]).unplugged = false;
      assertWorks(board, echo);
      endpoint.close();
    }
  }

  @Test
  void errorsOfTheBusThatPass() throws Exception {
    AccidentBus[] bus = {null};
    try (var echo = Peer.echo();
        var board = withAccidents(bus);
        var endpoint = board.connect(echo.port())) {
      Streams.sendAll(endpoint, Streams.pattern(100));
      for (int i = 0; i < 100; i++) {
        Streams.present(bus[0]).fail(2, EIO);
        assertEquals(1, Streams.receive(endpoint, 1).length);
      }
      assertEquals(0, faults(board).recoveries());
      assertTrue(board.driver.statistics().repeatedReads() >= 100);
    }
  }

  private static Board withAccidents(@Nullable AccidentBus[] bus) throws IOException {
    return withAccidents(bus, Duration.ofMillis(20));
  }

  private static Board withAccidents(@Nullable AccidentBus[] bus, Duration healthCheck)
      throws IOException {
    return Board.builder()
        .options(o -> o.healthCheck(healthCheck))
        .bus(sound -> {
          var accidents = new AccidentBus(sound);
          bus[0] = accidents;
          return accidents;
        })
        .build();
  }

  @Test
  void errorsOfTheBusThatStayAWhile() throws Exception {
    AccidentBus[] bus = {null};
    try (var echo = Peer.echo();
        // No look at the chip's health takes the accidents that are meant for the call.
        var board = withAccidents(bus, Duration.ZERO)) {
      var endpoint = board.connect(echo.port());
      Streams.present(bus[0]).fail(4, EIO);
      var failure = assertThrows(BusException.class, () -> endpoint.send(memory, 0, 1, 0));
      assertEquals(EIO, failure.errno());
      assertWorks(board, echo);
      assertThrows(BusException.class, () -> endpoint.receive(memory, 0, 1, 0));
      endpoint.close();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aDeviceThatIsGoneForGood(boolean interrupt) throws Exception {
    AccidentBus[] bus = {null};
    try (var echo = Peer.echo()) {
      var board =
          watchful()
              .interrupt(interrupt)
              .bus(sound -> {
                var accidents = new AccidentBus(sound);
                bus[0] = accidents;
                return accidents;
              })
              .build();
      var endpoint = board.connect(echo.port());
      var waiting = Calls.receiving(endpoint, 1);
      var gone = Streams.present(bus[0]);
      gone.fail(AccidentBus.ALWAYS, ENODEV);
      assertEquals(ENODEV, Calls.assertFails(BusException.class, waiting).errno());
      int before = gone.failed.get();
      TimeUnit.MILLISECONDS.sleep(300);
      assertTrue(gone.failed.get() - before < 30, "attempts: " + (gone.failed.get() - before));
      assertEquals(
          ENODEV, assertThrows(BusException.class, () -> endpoint.send(memory, 0, 1, 0)).errno());
      board.abandon();
      assertTrue(gone.closed);
    }
  }

  /** A disturbed write leaves a wrong value in one register. */
  @ParameterizedTest
  @CsvSource({"SIMR, 0", "RTR, 1", "GAR, 12345", "IMR, 255", "RCR, 0", "INTLEVEL, 4096"})
  void aRegisterThatWasDisturbedIsPutRight(CommonRegister register, int value) throws Exception {
    try (var echo = Peer.echo();
        var board = watchful().build();
        var endpoint = board.connect(echo.port());
        var probe = new SimulatedSpiBus(board.spi, "probe")) {
      var waiting = Calls.receiving(endpoint, 1);
      var registers = new Chip(probe);
      Streams.await(
          "waiting",
          () -> Calls.get(() -> registers.readRegister(Block.common(), CommonRegister.SIMR)) != 0);
      int before = registers.readRegister(Block.common(), register);
      registers.writeRegister(Block.common(), register, value);
      Streams.await("put right", () -> faults(board).repairedRegisters() == 1);
      assertEquals(before, registers.readRegister(Block.common(), register));
      Streams.sendAll(endpoint, new byte[] {1});
      assertEquals(1, waiting.get(10, TimeUnit.SECONDS).length);
      assertEquals(0, faults(board).recoveries());
    }
  }

  @Test
  void addressesThatVanishArePutBackUnderALiveConnection() throws Exception {
    byte[] data = Streams.pattern(20_000);
    try (var echo = Peer.echo();
        var board = watchful().build();
        var endpoint = board.connect(echo.port())) {
      board.chip.faults().zeroAddresses();
      Streams.await("put right", () -> faults(board).repairedRegisters() == 1);
      Streams.sendAll(endpoint, data);
      assertArrayEquals(data, Streams.receive(endpoint, data.length));
      assertEquals(0, faults(board).chipResets());
    }
  }

  @Test
  void aSocketThatHangsIsReplacedAndTheOthersGoOn() throws Exception {
    try (var echo = Peer.echo();
        var board = watchful().options(o -> o.bufferKiB(8, 8)).build()) {
      var other = board.connect(echo.port());
      var endpoint = board.connect(echo.port());
      board
          .chip
          .faults()
          .arm(new ChipFault.HoldCommand(ChipFault.FOR_EVER), ((TcpEndpoint) endpoint).number(), 1);
      assertEquals(10, endpoint.send(memory, 0, 10, 0));
      var failure =
          assertThrows(BusException.class, () -> endpoint.send(memory, 0, 10, Board.SECONDS_10));
      assertTrue(Streams.message(failure).contains("SEND"), Streams.message(failure));
      endpoint.close();
      Streams.sendAll(other, new byte[] {1, 2, 3});
      assertEquals(3, Streams.receive(other, 3).length);
      assertTrue(
          Streams.message(assertThrows(IOException.class, board.driver::openStream))
              .contains("out of service"));
      assertEquals(0, faults(board).recoveries());
      other.close();
      // Nobody is harmed by a reset now.
      Streams.await("reset", () -> faults(board).recoveries() == 1);
      try (var first = board.connect(echo.port());
          var second = board.connect(echo.port())) {
        Streams.sendAll(first, new byte[] {1});
        Streams.sendAll(second, new byte[] {2});
        assertArrayEquals(new byte[] {1}, Streams.receive(first, 1));
        assertArrayEquals(new byte[] {2}, Streams.receive(second, 1));
      }
    }
  }

  @Test
  void sendOksThatNeverCome() throws Exception {
    byte[] data = Streams.pattern(5_000);
    try (var echo = Peer.echo();
        var board = watchful().build();
        var endpoint = board.connect(echo.port())) {
      board.chip.faults().arm(new ChipFault.LoseSendOk(), ChipFaults.ANY_SOCKET, ChipFaults.ALWAYS);
      var received = Calls.receiving(endpoint, data.length);
      Streams.sendAll(endpoint, data);
      assertArrayEquals(data, received.get(40, TimeUnit.SECONDS));
      assertTrue(board.driver.statistics().lostSendOks() > 0);
    }
  }

  /** Nothing is left over, however often it goes wrong. */
  @Test
  @Tag("slow")
  void manyRoundsLeaveNothingBehind() throws Exception {
    AccidentBus[] bus = {null};
    try (var echo = Peer.echo();
        var board = withAccidents(bus)) {
      tolerateWhatResetsBring(board);
      int prepared = 0;
      for (int round = 0; round < 100; round++) {
        var endpoint = connectAgain(board, echo);
        if (round % 2 == 0) {
          board.chip.brownOut();
        } else {
          Streams.present(bus[0]).fail(5, EIO);
        }
        assertThrows(IOException.class, () -> Streams.receive(endpoint, 1));
        endpoint.close();
        if (round == 3) {
          prepared = Streams.present(bus[0]).prepared.get();
        }
      }
      assertWorks(board, echo);
      assertEquals(prepared, Streams.present(bus[0]).prepared.get());
      Streams.await(
          "all sockets free",
          () ->
              board.driver.statistics().sockets().stream()
                  .allMatch(socket -> socket.user().equals("nobody")));
      assertEquals(1, Calls.threadsOf(board.driver).size());
    }
  }

  @Test
  void closingWhileTheChipIsGone() throws Exception {
    for (int round = 0; round < 20; round++) {
      AccidentBus[] bus = {null};
      var board = withAccidents(bus);
      var gone = Streams.present(bus[0]);
      gone.fail(AccidentBus.ALWAYS, ENODEV);
      assertThrows(IOException.class, board.driver::isLinked);
      TimeUnit.MILLISECONDS.sleep(round);
      board.abandon();
      assertTrue(gone.closed);
      assertEquals(List.of(), Calls.threadsOf(board.driver));
    }
  }
}
