package dev.spinet.simulator.w5500;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.ControlByte;
import dev.spinet.bindings.w5500.FrameHeader;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketMode;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.bindings.w5500.SocketStatus;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TX and RX memory: rings that wrap inside the chip, masking of addresses, sizes. */
final class BufferTest {

  private final Harness bench = new Harness();
  private final SpiMaster spi = bench.spi;

  private void giveEverythingToSocketZero(int units) {
    for (int socket = 1; socket < ChipLimits.SOCKET_COUNT; socket++) {
      spi.set(socket, SocketRegister.TXBUF_SIZE, 0);
      spi.set(socket, SocketRegister.RXBUF_SIZE, 0);
    }
    spi.set(0, SocketRegister.TXBUF_SIZE, units);
    spi.set(0, SocketRegister.RXBUF_SIZE, units);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 16})
  void burstsWrapAtTheEndOfTheRing(int units) {
    giveEverythingToSocketZero(units);
    int size = units * 1024;
    byte[] data = new byte[size];
    new Random(units).nextBytes(data);
    int start = size - 7;
    spi.write(Block.txBuffer(0), start, data);
    assertArrayEquals(data, spi.read(Block.txBuffer(0), start, size));
    assertArrayEquals(Arrays.copyOfRange(data, 7, 17), spi.read(Block.txBuffer(0), 0, 10));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 16})
  void addressesAreMaskedAndOneBurstMayCrossTheEndOfTheAddresses(int units) {
    giveEverythingToSocketZero(units);
    byte[] data = {1, 2, 3, 4, 5, 6, 7, 8};
    spi.write(Block.txBuffer(0), 0xFFFC, data);
    assertArrayEquals(data, spi.read(Block.txBuffer(0), 0xFFFC, 8));
    assertArrayEquals(new byte[] {5, 6, 7, 8}, spi.read(Block.txBuffer(0), 0x8000, 4));
    assertArrayEquals(new byte[] {1, 2, 3, 4}, spi.read(Block.txBuffer(0), units * 1024 - 4, 4));
  }

  @Test
  void ringsOfDifferentSocketsAreApart() {
    int[] units = {4, 0, 1, 2, 1, 8, 0, 0};
    for (int socket = 0; socket < units.length; socket++) {
      spi.set(socket, SocketRegister.TXBUF_SIZE, units[socket]);
    }
    for (int socket = 0; socket < units.length; socket++) {
      byte[] fill = new byte[units[socket] * 1024];
      Arrays.fill(fill, (byte) (socket + 1));
      if (fill.length > 0) {
        spi.write(Block.txBuffer(socket), 0, fill);
      }
    }
    for (int socket = 0; socket < units.length; socket++) {
      byte[] fill = new byte[units[socket] * 1024];
      Arrays.fill(fill, (byte) (socket + 1));
      if (fill.length > 0) {
        assertArrayEquals(fill, spi.read(Block.txBuffer(socket), 0, fill.length));
      }
    }
    assertEquals(0, bench.chip.diagnostics().all().size());
  }

  @Test
  void masterThatOnlyListensDuringAWriteSendsZeros() {
    spi.write(Block.txBuffer(0), 2046, (byte) 1, (byte) 2, (byte) 3, (byte) 4);
    var header = MemorySegment.ofArray(new byte[FrameHeader.SIZE]);
    FrameHeader.write(header, 0, 2047, ControlByte.write(Block.txBuffer(0)));
    var miso = MemorySegment.ofArray(new byte[2]);
    bench.chip.select();
    bench.chip.write(header, 0, FrameHeader.SIZE);
    bench.chip.read(miso, 0, 2);
    bench.chip.deselect();
    assertArrayEquals(new byte[] {1, 0, 0, 4}, spi.read(Block.txBuffer(0), 2046, 4));
  }

  @Test
  void bufferOfSizeZeroHoldsNothing() {
    spi.set(3, SocketRegister.TXBUF_SIZE, 0);
    spi.write(Block.txBuffer(3), 0, (byte) 1, (byte) 2);
    assertArrayEquals(new byte[2], spi.read(Block.txBuffer(3), 0, 2));
    assertEquals(0, spi.get(3, SocketRegister.TX_FSR));
    assertEquals(2, bench.count(Diagnostic.Kind.BUFFER_ABSENT));
  }

  @Test
  void freeSizeFollowsTheBufferSize() {
    spi.set(0, SocketRegister.TXBUF_SIZE, 8);
    assertEquals(8192, spi.get(0, SocketRegister.TX_FSR));
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5, 6, 7, 9, 15, 17, 255})
  void illegalSizesAreReported(int units) {
    spi.set(7, SocketRegister.RXBUF_SIZE, units);
    assertEquals(1, bench.count(Diagnostic.Kind.BUFFER_SIZE));
  }

  @Test
  void tooMuchInAllIsReportedAtOpenAndRingsOverlap() {
    spi.set(0, SocketRegister.TXBUF_SIZE, 16);
    assertEquals(0, bench.count(Diagnostic.Kind.BUFFER_SUM), "other sizes may still follow");
    spi.set(0, SocketRegister.MR, SocketMode.TCP);
    spi.command(0, SocketCommand.OPEN);
    bench.assertStatus(SocketStatus.INIT, 0);
    assertEquals(1, bench.count(Diagnostic.Kind.BUFFER_SUM));
    spi.write(Block.txBuffer(0), 0, (byte) 77);
    assertArrayEquals(new byte[] {77}, spi.read(Block.txBuffer(1), 0, 1));
  }

  @Test
  void resizingUnderAnOpenSocketIsReported() {
    bench.openTcp(4);
    spi.set(5, SocketRegister.RXBUF_SIZE, 1);
    assertEquals(0, bench.count(Diagnostic.Kind.BUFFER_RESIZED), "the rings behind it may move");
    spi.set(3, SocketRegister.RXBUF_SIZE, 1);
    assertEquals(1, bench.count(Diagnostic.Kind.BUFFER_RESIZED));
  }
}
