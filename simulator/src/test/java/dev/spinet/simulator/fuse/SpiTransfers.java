package dev.spinet.simulator.fuse;

import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.gen.linux.spi_ioc_transfer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** An array of transfers for SPI_IOC_MESSAGE, filled by hand. */
final class SpiTransfers {

  private final Arena arena;
  private final MemorySegment array;
  private final int count;

  SpiTransfers(Arena arena, int count) {
    this.arena = arena;
    this.count = count;
    this.array = spi_ioc_transfer.allocateArray(Math.max(count, 1), arena);
  }

  MemorySegment at(int index) {
    return spi_ioc_transfer.asSlice(array, index);
  }

  /** Sets one transfer; address 0 stands for no buffer. */
  SpiTransfers set(int index, long send, long receive, int length, boolean change) {
    var transfer = at(index);
    spi_ioc_transfer.tx_buf(transfer, send);
    spi_ioc_transfer.rx_buf(transfer, receive);
    spi_ioc_transfer.len(transfer, length);
    spi_ioc_transfer.cs_change(transfer, (byte) (change ? 1 : 0));
    return this;
  }

  /** Sets one transfer that sends some bytes. */
  SpiTransfers send(int index, boolean change, int... bytes) {
    return set(index, bytes(bytes).address(), 0, bytes.length, change);
  }

  /** Sets one transfer that only receives. */
  MemorySegment receive(int index, boolean change, int length) {
    var buffer = arena.allocate(length);
    set(index, 0, buffer.address(), length, change);
    return buffer;
  }

  private MemorySegment bytes(int... values) {
    var segment = arena.allocate(values.length);
    for (int i = 0; i < values.length; i++) {
      segment.set(ValueLayout.JAVA_BYTE, i, (byte) values[i]);
    }
    return segment;
  }

  /** Hands the first transfers to the device. */
  int submit(RawFile file) {
    return file.ioctl(request(count), array);
  }

  static long request(int transfers) {
    return LinuxConstants.SPINET_SPI_IOC_MESSAGE_1()
        + (transfers - 1) * LinuxConstants.SPINET_SPI_IOC_MESSAGE_STEP();
  }
}
