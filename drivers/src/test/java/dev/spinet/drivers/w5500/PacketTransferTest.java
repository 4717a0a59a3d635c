package dev.spinet.drivers.w5500;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.simulator.bus.SimulatedSpiBus;
import dev.spinet.simulator.packet.Ipv4Address;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Many datagrams of random sizes, byte by byte, across the ends of the rings. */
@Timeout(60)
final class PacketTransferTest {

  private static final int PORT = 5000;
  private static final int HEADER = 8;

  private static byte[] random(SplittableRandom random, int most) {
    // Small ones and large ones, and the extremes often.
    int size =
        switch (random.nextInt(6)) {
          case 0 -> 1;
          case 1 -> most;
          case 2, 3 -> random.nextInt(1, Math.min(most, 64) + 1);
          default -> random.nextInt(1, most + 1);
        };
    var data = new byte[size];
    random.nextBytes(data);
    return data;
  }

  private static int waiting(Board board) {
    try (var probe = new SimulatedSpiBus(board.chip, "probe")) {
      var chip = new Chip(probe);
      var block = Block.socketRegister(0);
      return (chip.readRegister(block, SocketRegister.RX_WR)
              - chip.readRegister(block, SocketRegister.RX_RD))
          & 0xFFFF;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** As much at a time as surely fits, in pieces of random room. */
  @ParameterizedTest
  @CsvSource({
    "1, true, 4096, 1",
    "2, true, 4096, 2",
    "4, false, 4096, 3",
    "16, true, 4096, 4",
    "16, false, 4096, 5",
    "8, true, 1024, 6",
    "2, true, 256, 7"
  })
  void receive(int kib, boolean deferred, int busLimit, long seed) throws Exception {
    var random = new SplittableRandom(seed);
    int size = kib * 1024;
    try (var board =
            Board.builder()
                .options(o -> o.bufferKiB(kib).deferredReceive(deferred))
                .limits(new SimulatedSpiBus.Limits(busLimit, 8))
                .build();
        var endpoint = Packets.udp(board.driver, PORT)) {
      var host = new LanHost(board.lan);
      var expected = new ArrayDeque<byte[]>();
      long total = 0;
      while (total < 300_000) {
        int sum = waiting(board);
        int before = sum;
        while (true) {
          byte[] data = random(random, Math.min(1472, size - HEADER));
          if (sum + HEADER + data.length > size) {
            break;
          }
          sum += HEADER + data.length;
          host.send(1 + data.length, PORT, data);
          expected.add(data);
          total += data.length;
        }
        int all = sum;
        Streams.await(all + " bytes after " + before, () -> waiting(board) == all);
        // Some stay behind, so that the next batch begins anywhere.
        int left = random.nextInt(3) == 0 ? random.nextInt(3) : 0;
        while (expected.size() > left) {
          byte[] data = expected.remove();
          int room = random.nextBoolean() ? 1472 : random.nextInt(1473);
          var packet = Streams.present(Packets.receive(endpoint, room, Board.SECONDS_10));
          assertArrayEquals(Arrays.copyOf(data, Math.min(room, data.length)), packet.data);
          assertEquals(data.length, packet.length);
          assertEquals(1 + data.length, packet.port);
          assertEquals("10.0.2.20", packet.from);
        }
      }
      assertEquals(0, board.driver.statistics().repeatedReads());
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 4096, 1", "2, 4096, 2", "16, 4096, 3", "4, 512, 4"})
  void send(int kib, int busLimit, long seed) throws Exception {
    var random = new SplittableRandom(seed);
    try (var board =
            Board.builder()
                .options(o -> o.bufferKiB(kib))
                .limits(new SimulatedSpiBus.Limits(busLimit, 8))
                .build();
        var endpoint = Packets.udp(board.driver, PORT)) {
      var host = new LanHost(board.lan);
      for (long total = 0; total < 200_000; ) {
        byte[] data = random(random, endpoint.maxPayload());
        int port = 1 + random.nextInt(3);
        Packets.send(endpoint, data, Board.address("10.0.2.20"), port);
        var seen = host.next();
        assertArrayEquals(data, LanHost.payload(seen));
        assertEquals(port, seen.destinationPort());
        assertEquals(PORT, seen.sourcePort());
        total += data.length;
      }
    }
  }

  /** Without waiting for each other: what does not fit is dropped whole, and nothing else is. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void overflow(boolean interrupt) throws Exception {
    int count = 3000;
    var heard = new AtomicBoolean();
    try (var board = Board.builder().interrupt(interrupt).options(o -> o.bufferKiB(2)).build();
        var endpoint = Packets.udp(board.driver, PORT)) {
      var host = new LanHost(board.lan);
      var sender =
          Thread.ofPlatform()
              .start(() -> {
                var random = new SplittableRandom(11);
                for (int i = 0; i < count; i++) {
                  int size = 4 + random.nextInt(1400);
                  var data = new byte[size];
                  Arrays.fill(data, (byte) i);
                  data[0] = (byte) (i >> 8);
                  data[1] = (byte) i;
                  host.send(size, PORT, data);
                }
                // The last word has to get through, however full the chip is.
                while (!heard.get()) {
                  host.send(9, PORT, new byte[] {-1});
                  LockSupport.parkNanos(1_000_000);
                }
              });
      int last = -1;
      int received = 0;
      while (true) {
        var packet = Packets.receive(endpoint);
        if (packet.length == 1) {
          break;
        }
        received++;
        int number = (packet.data[0] & 0xFF) << 8 | (packet.data[1] & 0xFF);
        assertTrue(number > last, "not in order");
        last = number;
        assertEquals(packet.port, packet.length);
        for (int i = 2; i < packet.length; i++) {
          assertEquals((byte) number, packet.data[i]);
        }
      }
      heard.set(true);
      sender.join();
      assertTrue(received > 0);
    }
  }

  @Test
  void manySendersAtOnce() throws Exception {
    try (var board = Board.builder().build();
        var endpoint = Packets.udp(board.driver, PORT)) {
      var host = new LanHost(board.lan);
      for (int i = 1; i < 40; i++) {
        host.send(
            Ipv4Address.parse("10.0.2." + (100 + i)),
            i,
            LanHost.CHIP_IP,
            LanHost.CHIP_MAC,
            PORT,
            new byte[] {(byte) i});
      }
      for (int i = 1; i < 40; i++) {
        var packet = Packets.receive(endpoint);
        assertEquals("10.0.2." + (100 + i), packet.from);
        assertEquals(i, packet.port);
        assertEquals(i, packet.data[0]);
      }
      assertNull(Packets.receive(endpoint, 10, 0));
    }
  }
}
