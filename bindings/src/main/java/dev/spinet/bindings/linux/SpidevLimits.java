package dev.spinet.bindings.linux;

import dev.spinet.bindings.bus.SpiFrame;
import dev.spinet.bindings.gen.linux.LinuxConstants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * What spidev takes in one message (drivers/spi/spidev.c of Linux, spidev_message): for each
 * direction it copies through a buffer of {@code bufsiz} bytes, in which every transfer that has
 * memory for that direction begins at a multiple of the alignment for DMA.
 *
 * @param bufferSize bytes in each direction
 * @param alignment what a transfer's length is rounded up to, a power of two
 */
record SpidevLimits(int bufferSize, int alignment) {

  private static final Path BUFSIZ = Path.of("/sys/module/spidev/parameters/bufsiz");

  /**
   * The limits of this system. For the alignment that is the largest of all machines, not the one
   * of this machine, which Linux does not tell: x86 aligns less, but a virtual device on it may
   * stand for another board.
   */
  static SpidevLimits of(OptionalInt bufferSize) {
    return new SpidevLimits(
        bufferSize.orElseGet(() -> readBufferSize(BUFSIZ)),
        LinuxConstants.SPINET_SPIDEV_ALIGNMENT_MAX());
  }

  /** The module's parameter; its default if the module is not there to ask. */
  static int readBufferSize(Path parameter) {
    try {
      int value = Integer.parseInt(Files.readString(parameter).strip());
      if (value > 0) {
        return value;
      }
    } catch (IOException | NumberFormatException e) {
      // A virtual device comes without the module, and so without its parameter.
    }
    return LinuxConstants.SPINET_SPIDEV_BUFSIZ_DEFAULT();
  }

  /**
   * The longest payload that goes with all frames of a message.
   *
   * @return the limit in bytes; 0 if no frame has a payload
   * @throws IllegalArgumentException if the frames do not fit, even with the shortest payload
   */
  int maxPayload(List<SpiFrame> frames) {
    long fixed = 0;
    int transfers = 0;
    boolean hasPayload = false;
    for (var frame : frames) {
      // Fixed bytes have memory for both directions, so that they take as much of both buffers.
      fixed += aligned(frame.length());
      transfers++;
      if (frame.payload() != SpiFrame.Payload.NONE) {
        hasPayload = true;
        transfers++;
      }
    }
    int mostTransfers = LinuxConstants.SPINET_SPI_MESSAGE_TRANSFERS_MAX();
    if (transfers > mostTransfers) {
      throw new IllegalArgumentException(
          "an SPI message has at most " + mostTransfers + " transfers, not " + transfers);
    }
    long left = bufferSize - fixed;
    long payload = left - Math.floorMod(left, (long) alignment);
    if (left < 0 || (hasPayload && payload < 1)) {
      throw new IllegalArgumentException(
          "an SPI message of "
              + frames.size()
              + " frames does not fit the buffer of "
              + bufferSize
              + " bytes: its fixed bytes take "
              + fixed);
    }
    return hasPayload ? (int) payload : 0;
  }

  private long aligned(int length) {
    return ((long) length + alignment - 1) / alignment * alignment;
  }
}
