package dev.spinet.drivers.w5500;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.ControlByte;
import dev.spinet.bindings.w5500.PhyConfiguration;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.bindings.w5500.SocketStatus;
import dev.spinet.simulator.bus.FaultySpiSlave;
import dev.spinet.simulator.bus.SimulatedSpiBus;
import dev.spinet.simulator.bus.SpiFault;
import dev.spinet.simulator.net.Impairment;
import dev.spinet.simulator.w5500.ChipFault;
import dev.spinet.simulator.w5500.Diagnostic;
import dev.spinet.socket.driver.Endpoint;
import dev.spinet.socket.driver.ListenEndpoint;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the chip or the peer never finishes: it ends in time, has a name, and the socket is free.
 */
@Timeout(60)
final class StuckTest {

  private static final int PORT = 8080;

  private final MemorySegment memory = Arena.ofAuto().allocate(4096);
  private final CommandTrap trap = new CommandTrap(0);

  private Board.Builder trapped() {
    return Board.builder()
        .wires(chip -> new FaultySpiSlave(chip, trap))
        .options(o -> o.bufferKiB(8, 8).healthCheck(Duration.ofMillis(20)));
  }

  /** The next command of a kind is never accepted by socket 0. */
  private void hang(Board board, int command) {
    trap.set(
        command,
        () -> board.chip.faults().arm(new ChipFault.HoldCommand(ChipFault.FOR_EVER), 0, 1));
  }

  private static void assertEchoes(Board board, Peer echo) throws IOException {
    byte[] data = Streams.pattern(3000);
    try (var endpoint = board.connect(echo.port())) {
      Streams.sendAll(endpoint, data);
      assertArrayEquals(data, Streams.receive(endpoint, data.length));
    }
  }

  private static int status(Board board) {
    try (var probe = new SimulatedSpiBus(board.spi, "probe")) {
      return new Chip(probe).readRegister(Block.socketRegister(0), SocketRegister.SR);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static W5500Statistics.Faults faults(Board board) {
    return board.driver.statistics().faults();
  }

  /** The peer acknowledges our end of the stream and keeps its own open for ever. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPeerThatNeverEndsItsSide(boolean interrupt) throws Exception {
    try (var silent = Peer.silent();
        var echo = Peer.echo();
        var board = Board.builder().interrupt(interrupt).options(o -> o.bufferKiB(16)).build()) {
      var endpoint = board.connect(silent.port());
      assertEquals(3, endpoint.send(memory, 0, 3, 0));
      long start = System.nanoTime();
      endpoint.close();
      Streams.await("FIN_WAIT", () -> status(board) == SocketStatus.FIN_WAIT);
      // The only socket: this waits until it is free.
      assertEchoes(board, echo);
      assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(5));
      assertEquals(1, faults(board).unfinishedCloses());
    }
  }

  /** The peer has gone without a word, so that nobody acknowledges the end of our stream. */
  @Test
  void aPeerThatIsGoneWhenTheConnectionIsClosed() throws Exception {
    try (var silent = Peer.silent();
        var echo = Peer.echo();
        var board = Board.builder().options(o -> o.bufferKiB(16)).build()) {
      var endpoint = board.connect(silent.port());
      board.lan.setImpairment((from, frame) -> Impairment.Fate.LOST);
      endpoint.close();
      Streams.await("FIN_WAIT", () -> status(board) == SocketStatus.FIN_WAIT);
      Streams.await(
          "free", () -> board.driver.statistics().sockets().getFirst().user().equals("nobody"));
      assertEquals(1, faults(board).unfinishedCloses());
      board.lan.setImpairment(Impairment.NONE);
      assertEchoes(board, echo);
    }
  }

  /** Half a connection may live on for as long as the program wants. */
  @Test
  void anEndOfTheStreamIsNoEndOfTheConnection() throws Exception {
    try (var peer =
            new Peer(connection -> {
              assertEquals(-1, connection.getInputStream().read());
              TimeUnit.MILLISECONDS.sleep(1500);
              connection.getOutputStream().write(7);
            });
        var board = Board.builder().build();
        var endpoint = board.connect(peer.port())) {
      endpoint.shutdownOutput();
      assertArrayEquals(new byte[] {7}, Streams.receive(endpoint, 1));
      assertEquals(0, faults(board).unfinishedCloses());
    }
  }

  @ParameterizedTest
  @Tag("slow")
  @ValueSource(booleans = {true, false})
  void connectingOnASocketThatHangs(boolean opening) throws Exception {
    try (var echo = Peer.echo();
        var board = trapped().build()) {
      board.tolerate(Diagnostic.Kind.NOT_READY);
      var other = board.connect(echo.port());
      assertEquals(1, ((TcpEndpoint) other).number());
      var endpoint = board.driver.openStream();
      hang(board, opening ? SocketCommand.OPEN : SocketCommand.CONNECT);
      var failure =
          assertThrows(
              BusException.class,
              () -> endpoint.connect(Board.HOST, echo.port(), Board.SECONDS_10));
      String message = Streams.message(failure);
      assertTrue(message.contains(opening ? "OPEN" : "CONNECT"), message);
      assertTrue(message.contains("Sn_CR"), message);
      // Trying again does not wait for a second once more, and does not harm the other.
      var again =
          assertThrows(
              BusException.class, () -> endpoint.connect(Board.HOST, echo.port(), 100_000_000));
      assertTrue(Streams.message(again).contains("Sn_CR"), Streams.message(again));
      Streams.sendAll(other, new byte[] {1, 2});
      assertArrayEquals(new byte[] {1, 2}, Streams.receive(other, 2));
      endpoint.close();
      other.close();
      Streams.await("reset", () -> faults(board).recoveries() == 1);
      assertEchoes(board, echo);
    }
  }

  /** Connecting in the background: whoever asks whether it is done is told. */
  @Test
  void connectingInTheBackgroundOnASocketThatHangs() throws Exception {
    try (var echo = Peer.echo();
        var board = trapped().build()) {
      board.tolerate(Diagnostic.Kind.NOT_READY);
      var other = board.connect(echo.port());
      var endpoint = board.driver.openStream();
      hang(board, SocketCommand.CONNECT);
      assertFalse(endpoint.connect(Board.HOST, echo.port(), 0));
      var told = new Semaphore(0);
      endpoint.watch(Endpoint.WRITABLE, told::release);
      assertTrue(told.tryAcquire(10, TimeUnit.SECONDS));
      Streams.await(
          "ready", () -> Calls.get(() -> endpoint.poll(Endpoint.WRITABLE)) == Endpoint.WRITABLE);
      var failure =
          assertThrows(
              IOException.class, () -> endpoint.connect(Board.HOST, echo.port(), Board.SECONDS_10));
      assertTrue(Streams.message(failure).contains("Sn_CR"), failure.toString());
      endpoint.close();
      other.close();
      Streams.await("reset", () -> faults(board).recoveries() == 1);
      assertEchoes(board, echo);
    }
  }

  /** The end of the stream is not sent, and who waits for the peer's learns it. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void endingTheStreamOnASocketThatHangs(boolean forEver) throws Exception {
    var trapOfSecond = new CommandTrap(1);
    try (var echo = Peer.echo();
        var board =
            Board.builder()
                .wires(chip -> new FaultySpiSlave(chip, trapOfSecond))
                .options(o -> o.bufferKiB(8, 8))
                .build()) {
      board.tolerate(Diagnostic.Kind.NOT_READY);
      var endpoint = board.connect(echo.port());
      var waiting = Calls.receiving(endpoint, 1);
      long polls = forEver ? ChipFault.FOR_EVER : 5;
      trapOfSecond.set(
          SocketCommand.DISCON,
          () -> board.chip.faults().arm(new ChipFault.HoldCommand(polls), 1, 1));
      endpoint.shutdownOutput();
      if (forEver) {
        var failure = Calls.assertFails(BusException.class, waiting);
        assertTrue(Streams.message(failure).contains("DISCON"), Streams.message(failure));
      } else {
        assertEquals(0, waiting.get(10, TimeUnit.SECONDS).length);
      }
      endpoint.close();
      Streams.await(
          "free",
          () ->
              board.driver.statistics().sockets().stream()
                  .allMatch(socket -> socket.user().equals("nobody")));
      assertEchoes(board, echo);
    }
  }

  /** A socket of a listener that hangs is replaced; the last one comes back with a reset. */
  @ParameterizedTest
  @Tag("slow")
  @CsvSource({"OPEN, true", "OPEN, false", "LISTEN, true", "LISTEN, false"})
  void aListenerWhoseSocketHangs(String command, boolean spare) throws Exception {
    try (var board =
        trapped().options(o -> o.bufferKiB(spare ? new int[] {8, 8} : new int[] {16})).build()) {
      board.tolerate(Diagnostic.Kind.NOT_READY);
      var blocker = spare ? board.driver.openStream() : null;
      try (var endpoint = board.driver.openStream()) {
        if (blocker != null) {
          blocker.close();
        }
        endpoint.bind(Board.address("0.0.0.0"), PORT);
        hang(board, command.equals("OPEN") ? SocketCommand.OPEN : SocketCommand.LISTEN);
        try (var listener = endpoint.listen(1)) {
          if (!spare) {
            Streams.await("reset", () -> faults(board).recoveries() == 1);
          }
          acceptAndEcho(board, listener);
        }
      }
    }
  }

  /** Until a listener is there again peers are refused, and try again. */
  private static void acceptAndEcho(Board board, ListenEndpoint listener) throws Exception {
    long start = System.nanoTime();
    var address = board.forward(PORT);
    while (true) {
      try (var client = new Socket()) {
        client.connect(address);
        client.getOutputStream().write(5);
        var connection = listener.accept(TimeUnit.MILLISECONDS.toNanos(500));
        if (connection != null) {
          try (connection) {
            int first = Streams.receive(connection, 1).length == 1 ? 5 : 0;
            if (first == 5) {
              return;
            }
          }
        }
      } catch (IOException e) {
        assertTrue(System.nanoTime() - start < Board.SECONDS_10, e.toString());
      }
      assertTrue(System.nanoTime() - start < Board.SECONDS_10, "nobody is accepted");
    }
  }

  /** Pretends to a driver that there is a link, so that it cannot blame that. */
  private static final class LinkPretender implements SpiFault {
    private static final int READ = ControlByte.read(Block.common());
    volatile boolean on;
    private int address;
    private int control;

    @Override
    public void before(long frame, int position, int mosi) {
      switch (position) {
        case 0 -> address = mosi;
        case 1 -> address = address << Byte.SIZE | mosi;
        case 2 -> control = mosi;
        default -> {
          // Data.
        }
      }
    }

    @Override
    public int miso(long frame, int position, int value) {
      boolean phy =
          control == READ && position >= 3 && address + position - 3 == phyConfigurationAddress();
      return on && phy ? value | PhyConfiguration.LNK : value;
    }

    private static int phyConfigurationAddress() {
      return CommonRegister.PHYCFGR.address();
    }
  }

  /** A datagram that stays in the chip: given up after 5 s, named once, and the socket goes on. */
  @Test
  @Tag("slow")
  void aDatagramThatNeverLeaves() throws Exception {
    var pretender = new LinkPretender();
    try (var board =
            Board.builder()
                .wires(chip -> new FaultySpiSlave(chip, pretender))
                .options(o -> o.bufferKiB(16))
                .build();
        var endpoint = Packets.udp(board.driver, 5000)) {
      board.tolerate(Diagnostic.Kind.WRONG_STATE);
      var host = new LanHost(board.lan);
      int to = LanHost.IP.value();
      assertTrue(endpoint.send(memory, 0, 1, to, 9, 0));
      host.next();
      pretender.on = true;
      board.cable.setPluggedIn(false);
      Streams.await("no link", () -> !isLinked(board));
      assertTrue(endpoint.send(memory, 0, 2, to, 9, Board.SECONDS_10));
      long start = System.nanoTime();
      var failure =
          assertThrows(
              SocketException.class, () -> endpoint.send(memory, 0, 3, to, 9, Board.SECONDS_10));
      assertTrue(System.nanoTime() - start > TimeUnit.SECONDS.toNanos(4));
      String message = Streams.message(failure);
      assertTrue(message.contains("SEND") && message.contains("given up"), message);
      assertTrue(message.contains("10.0.2.20"), message);
      assertEquals(1, board.driver.statistics().sockets().getFirst().packetsDropped());
      board.cable.setPluggedIn(true);
      assertTrue(endpoint.send(memory, 0, 4, to, 9, Board.SECONDS_10));
      Streams.await("the socket works again", () -> nextLength(host) == 4);
    }
  }

  /** Looks past the wires. */
  private static boolean isLinked(Board board) {
    try (var probe = new SimulatedSpiBus(board.spi, "probe")) {
      int phy = new Chip(probe).readRegister(Block.common(), CommonRegister.PHYCFGR);
      return (phy & PhyConfiguration.LNK) != 0;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static int nextLength(LanHost host) {
    try {
      return host.next().payloadLength();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
