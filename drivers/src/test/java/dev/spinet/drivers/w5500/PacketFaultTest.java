package dev.spinet.drivers.w5500;

import static dev.spinet.socket.SocketConstants.AF_PACKET;
import static dev.spinet.socket.SocketConstants.SOCK_RAW;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.simulator.bus.FaultySpiSlave;
import dev.spinet.simulator.bus.SimulatedSpiBus;
import dev.spinet.simulator.w5500.ChipOptions;
import dev.spinet.simulator.w5500.Diagnostic;
import dev.spinet.socket.LinkDownException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Datagrams over wires and chips that misbehave: intact, or dropped and counted, or named. */
@Timeout(60)
final class PacketFaultTest {

  private static final int PORT = 5000;
  private static final int HEADER = 8;
  private final Disturbance disturbance = new Disturbance();
  private final MemorySegment memory = Arena.ofAuto().allocate(2000);

  private Board.Builder disturbed() {
    return Board.builder()
        .wires(chip -> new FaultySpiSlave(chip, disturbance))
        .options(o -> o.bufferKiB(16).healthCheck(Duration.ZERO));
  }

  private static void awaitArrival(Board board, int count) throws InterruptedException {
    Streams.await(
        count + " bytes in the chip",
        () -> {
          try (var probe = new SimulatedSpiBus(board.chip, "probe")) {
            return new Chip(probe).readRegister(Block.socketRegister(0), SocketRegister.RX_RSR)
                == count;
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  /** A length that is disturbed once, of one datagram or the first of several: read again. */
  @ParameterizedTest
  @CsvSource({"1, 0x01", "1, 0x80", "3, 0x01", "3, 0x04", "3, 0x80"})
  void disturbedLength(int count, int bits) throws Exception {
    try (var board = disturbed().build();
        var endpoint = Packets.udp(board.driver, PORT)) {
      var host = new LanHost(board.lan);
      for (int i = 0; i < count; i++) {
        host.send(9, PORT, Streams.pattern(300));
      }
      awaitArrival(board, count * (300 + HEADER));
      // The second frame from here on reads the data; their length ends at byte 3 + 8.
      disturbance.flip(10, bits, frame -> frame == 1);
      for (int i = 0; i < count; i++) {
        assertArrayEquals(Streams.pattern(300), Packets.receive(endpoint).data);
      }
      assertTrue(board.driver.statistics().repeatedReads() > 0);
      assertEquals(0, board.driver.statistics().sockets().getFirst().packetsDropped());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 4, 5, 6, 7, 8})
  void disturbedPointersAndEchoes(int position) throws Exception {
    var random = new SplittableRandom(position);
    try (var board = disturbed().build();
        var endpoint = Packets.udp(board.driver, PORT)) {
      var host = new LanHost(board.lan);
      for (int i = 0; i < 200; i++) {
        int chosen = random.nextInt(4);
        disturbance.stop();
        host.send(9, PORT, Streams.pattern(500));
        // Payload cannot be checked by anybody, so only the frames without are disturbed there.
        boolean echo = position < 3;
        disturbance.flip(
            position, 1 << random.nextInt(8), frame -> echo ? frame % 7 == chosen : frame == 0);
        assertArrayEquals(Streams.pattern(500), Packets.receive(endpoint).data);
      }
      disturbance.stop();
      assertTrue(board.driver.statistics().repeatedReads() > 0);
    }
  }

  /** A ring whose pointers the chip has lost is opened anew, counted, and works again. */
  @Test
  void lostPointersAreRecovered() throws Exception {
    try (var board = disturbed().build();
        var peer = UdpPeer.echo();
        var endpoint = Packets.udp(board.driver, PORT)) {
      Packets.send(endpoint, new byte[] {1}, Board.HOST, peer.port());
      assertEquals(1, Packets.receive(endpoint).length);
      assertEquals(-1, endpoint.available());
      overwrite(board, SocketRegister.RX_RD, 0x4711);
      assertEquals(-1, endpoint.available());
      Packets.send(endpoint, new byte[] {2, 2}, Board.HOST, peer.port());
      assertEquals(2, Packets.receive(endpoint).length);
      assertEquals(1, board.driver.statistics().sockets().getFirst().packetsDropped());
    }
  }

  private static void overwrite(Board board, SocketRegister register, int value)
      throws IOException {
    try (var probe = new SimulatedSpiBus(board.chip, "probe")) {
      new Chip(probe).writeRegister(Block.socketRegister(0), register, value);
    }
  }

  /** Lengths that make no sense, for good: the socket is opened anew and goes on. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void brokenHeadersAreRecovered(boolean ethernet) throws Exception {
    var broken = new AtomicReference<@Nullable BrokenHeaders>();
    try (var board =
            Board.builder()
                .wires(chip -> {
                  var wires = new BrokenHeaders(chip);
                  broken.set(wires);
                  return wires;
                })
                .options(o -> o.bufferKiB(16))
                .build();
        var endpoint =
            ethernet
                ? board.driver.openDatagram(AF_PACKET, SOCK_RAW, 0)
                : Packets.udp(board.driver)) {
      var wires = Streams.present(broken.get());
      endpoint.bind(W5500Options.anyAddress(), ethernet ? 0 : PORT);
      var host = new LanHost(board.lan);
      host.send(9, PORT, Streams.pattern(500));
      // The high octet of the length: UDP's is the seventh byte of the header, MACRAW's the first.
      wires.flip(ethernet ? 0 : 6, 0x40);
      Streams.await(
          "a recovery",
          () -> {
            try {
              assertEquals(-1, endpoint.available());
              return board.driver.statistics().sockets().getFirst().packetsDropped() == 1;
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
      wires.stop();
      host.send(9, PORT, Streams.pattern(400));
      var packet = Packets.receive(endpoint);
      assertEquals(ethernet ? 400 + 14 + 20 + 8 : 400, packet.length);
    }
  }

  @Test
  void lostSendOkIsFoundOut() throws Exception {
    try (var board = Board.builder().build();
        var endpoint = Packets.udp(board.driver, PORT)) {
      var host = new LanHost(board.lan);
      board.chip.faults().loseSendOk(2);
      for (int i = 0; i < 5; i++) {
        Packets.send(endpoint, new byte[] {(byte) i}, Board.address("10.0.2.20"), 9);
        assertArrayEquals(new byte[] {(byte) i}, LanHost.payload(host.next()));
      }
      assertEquals(2, board.driver.statistics().lostSendOks());
    }
  }

  @Test
  void lateSendOk() throws Exception {
    try (var board = Board.builder().build();
        var endpoint = Packets.udp(board.driver, PORT)) {
      var host = new LanHost(board.lan);
      long delay = TimeUnit.MILLISECONDS.toNanos(20);
      board.chip.faults().delaySendOk(Duration.ofNanos(delay));
      int to = LanHost.IP.value();
      long start = System.nanoTime();
      assertTrue(endpoint.send(memory, 0, 10, to, 9, 0));
      host.next();
      if (endpoint.send(memory, 0, 10, to, 9, 0)) {
        // This thread was stopped for a while; sooner it is refused.
        assertTrue(System.nanoTime() - start >= delay);
        host.next();
      }
      assertTrue(endpoint.send(memory, 0, 10, to, 9, Board.SECONDS_10));
      host.next();
      assertEquals(0, board.driver.statistics().lostSendOks());
    }
  }

  @Test
  void commandsAcceptedLate() throws Exception {
    try (var board = Board.builder().options(o -> o.bufferKiB(2)).build();
        var peer = UdpPeer.echo()) {
      board.chip.faults().holdCommands(3, Integer.MAX_VALUE);
      echo(board, peer);
      board.chip.faults().holdCommands(1, 0);
    }
  }

  @Test
  void slowChip() throws Exception {
    try (var board =
            Board.builder()
                .options(o -> o.bufferKiB(2))
                .chip(ChipOptions.DEFAULT.withCommandLatency(Duration.ofNanos(300_000)))
                .build();
        var peer = UdpPeer.echo()) {
      echo(board, peer);
    }
  }

  private static void echo(Board board, UdpPeer peer) throws IOException {
    try (var endpoint = Packets.udp(board.driver)) {
      // While a command is not accepted yet no room can be given back, and what the buffer has no
      // room for is lost, as UDP may be: then it is asked again. What comes is right.
      int lost = 0;
      for (int i = 1; i < 100; i++) {
        byte[] data = Streams.pattern(i * 14);
        Packets.@Nullable Packet answer = null;
        while (answer == null) {
          Packets.send(endpoint, data, Board.HOST, peer.port());
          answer = Packets.receive(endpoint, 2000, Duration.ofSeconds(1).toNanos());
          lost += answer == null ? 1 : 0;
          assertTrue(lost < 20, "lost: " + lost);
        }
        assertArrayEquals(data, answer.data);
      }
    }
  }

  @Test
  void aCommandThatIsNeverAcceptedIsNamed() throws Exception {
    var board = Board.builder().build();
    var endpoint = Packets.udp(board.driver, PORT);
    board.chip.faults().holdCommands(Integer.MAX_VALUE, 1);
    int to = LanHost.IP.value();
    assertTrue(endpoint.send(memory, 0, 10, to, 9, 0));
    var failure =
        assertThrows(
            BusException.class, () -> endpoint.send(memory, 0, 10, to, 9, Board.SECONDS_10));
    assertTrue(Streams.message(failure).contains("SEND"), failure.toString());
    board.abandon();
  }

  /** Without a link a real chip keeps what it was given; nothing waits for that for ever. */
  @Test
  void aPacketThatCannotLeaveIsNamed() throws Exception {
    try (var board = disturbed().build();
        var endpoint = Packets.udp(board.driver, PORT)) {
      var host = new LanHost(board.lan);
      int to = LanHost.IP.value();
      assertTrue(endpoint.send(memory, 0, 1, to, 9, 0));
      host.next();
      board.cable.setPluggedIn(false);
      Streams.await(
          "no link",
          () -> {
            try {
              return !board.driver.isLinked();
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
      // Nobody has looked for the link since it went, and nobody has to.
      assertTrue(endpoint.send(memory, 0, 2, to, 9, 0));
      assertThrows(
          LinkDownException.class, () -> endpoint.send(memory, 0, 3, to, 9, Board.SECONDS_10));
      board.cable.setPluggedIn(true);
      Streams.await(
          "sent again",
          () -> {
            try {
              return endpoint.send(memory, 0, 4, to, 9, TimeUnit.MILLISECONDS.toNanos(100));
            } catch (LinkDownException e) {
              return false;
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
      assertEquals(2, host.next().payloadLength());
      assertEquals(4, host.next().payloadLength());
    }
  }

  /** Random disturbance of everything that can be checked, with traffic in both directions. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void randomEchoFaults(long seed) throws Exception {
    var random = new SplittableRandom(seed);
    try (var board = disturbed().build();
        var peer = UdpPeer.echo();
        var endpoint = Packets.udp(board.driver)) {
      board.tolerate(Diagnostic.Kind.WRONG_STATE);
      for (int i = 0; i < 300; i++) {
        var data = new byte[1 + random.nextInt(1472)];
        Arrays.fill(data, (byte) i);
        Packets.send(endpoint, data, Board.HOST, peer.port());
        int every = 7 + 2 * random.nextInt(5);
        disturbance.flip(random.nextInt(3), 1 + random.nextInt(255), n -> n % every == 0);
        assertArrayEquals(data, Packets.receive(endpoint).data);
        disturbance.stop();
      }
      assertTrue(board.driver.statistics().repeatedReads() > 0);
    }
  }
}
