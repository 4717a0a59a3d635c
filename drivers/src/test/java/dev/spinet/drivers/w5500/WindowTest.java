package dev.spinet.drivers.w5500;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.simulator.bus.SimulatedSpiBus;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Space that is given back late never keeps the peer from sending. */
@Timeout(60)
final class WindowTest {

  private final MemorySegment memory = Arena.ofAuto().allocate(16384);

  /**
   * The peer sends as much as it likes, and all of it is received in pieces of any size. Whatever
   * the driver still keeps, the window that the peer sees is enough for a segment, or for half of
   * the buffer if that is less, which is when a sender goes on (RFC 9293, section 3.8.6.2). The
   * pointers wrap many times over.
   */
  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "4, 3", "8, 4", "16, 5"})
  void isOpenWhenAllIsReceived(int kib, long seed) throws Exception {
    var random = new Random(seed);
    int size = kib * 1024;
    try (var board = Board.builder().options(o -> o.bufferKiB(kib)).build();
        var peer = Peer.silent();
        var endpoint = board.connect(peer.port());
        var probe = new SimulatedSpiBus(board.chip, "probe")) {
      Streams.await("accepted", () -> !peer.connections().isEmpty());
      var out = peer.connections().getFirst().getOutputStream();
      var chip = new Chip(probe);
      long position = 0;
      int rounds = 80 + 200_000 / size;
      for (int round = 0; round < rounds; round++) {
        int length = random.nextInt(1, size + size / 2);
        var bytes = new byte[length];
        for (int i = 0; i < length; i++) {
          bytes[i] = Streams.pattern(position + i);
        }
        out.write(bytes);
        for (int done = 0; done < length; ) {
          int wanted = random.nextInt(1, Math.min(length - done, 3000) + 1);
          int count = endpoint.receive(memory, 0, wanted, Board.SECONDS_10);
          assertTrue(count > 0, "nothing for 10 s");
          for (int i = 0; i < count; i++) {
            assertEquals(
                Streams.pattern(position + done + i), memory.get(ValueLayout.JAVA_BYTE, i));
          }
          done += count;
        }
        position += length;
        int kept = chip.readRegister(Block.socketRegister(number(endpoint)), SocketRegister.RX_RSR);
        int window = size - kept;
        assertTrue(
            window >= Math.min(1460, size / 2), "a window of " + window + " after " + position);
      }
      assertTrue(position > 65536 || kib == 1, position + " bytes");
    }
  }

  private static int number(Object endpoint) {
    return ((HardwareEndpoint) endpoint).socket.number();
  }
}
