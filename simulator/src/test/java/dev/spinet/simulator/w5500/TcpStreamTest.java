package dev.spinet.simulator.w5500;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketInterrupt;
import dev.spinet.bindings.w5500.SocketRegister;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Long streams both ways at once, over every wrap that there is. */
final class TcpStreamTest {

  /** Over three times around the 16-bit pointers. */
  private static final int LENGTH = 210_000;

  private static final Duration ROUND = Duration.ofNanos(40_000);

  private final Harness bench = new Harness().configured();
  private final SpiMaster spi = bench.spi;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 16})
  void streamsAreByteExactWithEveryBufferSize(int units) {
    exchange(units);
    assertEquals(List.of(), bench.chip.diagnostics().all());
  }

  @Test
  void streamsAreByteExactOverALossyCable() {
    var random = new Random(7);
    bench.cable.drop(frame -> frame.length > 60 && random.nextInt(100) < 3);
    exchange(8);
  }

  private void exchange(int units) {
    for (int socket = 1; socket < ChipLimits.SOCKET_COUNT; socket++) {
      spi.set(socket, SocketRegister.TXBUF_SIZE, 0);
      spi.set(socket, SocketRegister.RXBUF_SIZE, 0);
    }
    spi.set(0, SocketRegister.TXBUF_SIZE, units);
    spi.set(0, SocketRegister.RXBUF_SIZE, units);
    bench.connect(0);
    byte[] up = new byte[LENGTH];
    byte[] down = new byte[LENGTH];
    var random = new Random(units);
    random.nextBytes(up);
    random.nextBytes(down);
    var peer = new StreamPeer(bench, down, units * 1024);
    var received = new ByteArrayOutputStream();
    int sent = 0;
    boolean sending = false;
    for (int round = 0; round < 1_000_000; round++) {
      if (sending && (bench.events(0) & SocketInterrupt.SENDOK) != 0) {
        spi.set(0, SocketRegister.IR, SocketInterrupt.SENDOK);
        sending = false;
      }
      if (!sending && sent < LENGTH) {
        int room = Math.min(spi.get(0, SocketRegister.TX_FSR), LENGTH - sent);
        int length = room == 0 ? 0 : 1 + random.nextInt(room);
        if (length > 0) {
          bench.send(0, Arrays.copyOfRange(up, sent, sent + length));
          sent += length;
          sending = true;
        }
      }
      int waiting = spi.get(0, SocketRegister.RX_RSR);
      if (waiting > 0) {
        received.writeBytes(take(1 + random.nextInt(waiting)));
      }
      if (received.size() == LENGTH && peer.received().length == LENGTH) {
        break;
      }
      bench.pass(ROUND);
    }
    assertArrayEquals(down, received.toByteArray());
    assertArrayEquals(up, peer.received());
    bench.settle();
    assertTrue(peer.isAllAcknowledged());
  }

  /** Reads some of what waits, in one burst. */
  private byte[] take(int length) {
    int pointer = spi.get(0, SocketRegister.RX_RD);
    byte[] data = spi.read(Block.rxBuffer(0), pointer, length);
    spi.set(0, SocketRegister.RX_RD, (pointer + length) & 0xFFFF);
    spi.command(0, SocketCommand.RECV);
    return data;
  }
}
