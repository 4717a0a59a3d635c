package dev.spinet.bindings.linux;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.bus.SpiFrame;
import dev.spinet.bindings.bus.SpiMessage;
import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.gen.linux.spi_ioc_transfer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The array of {@code struct spi_ioc_transfer} behind one message. A frame is one transfer for its
 * fixed bytes and, if it has a payload, a second one that follows with chip select still asserted.
 *
 * <p>Everything is filled in once. A submission writes the address and length of the payload, and
 * moves the end of the last frame if it is another one than before.
 */
final class SpidevMessage extends SpiMessage {
  private static final byte KEEP_SELECTED = 0;
  private static final byte RELEASE = 1;

  private final Spidev device;
  private final int maxPayload;

  /** Index of the first transfer of each frame, and the number of all at the end. */
  private final int[] firstTransfer;

  /** The transfers from each frame on: the argument of a submission that begins there. */
  private final MemorySegment[] from;

  /** The last transfer of each frame: the one that releases chip select, or not. */
  private final MemorySegment[] last;

  /** The transfer of the payload; of no size if there is none. */
  private final MemorySegment payloadTransfer;

  private final boolean payloadIsRead;

  /** The frame whose end does not release chip select in memory. */
  private int finalFrame;

  SpidevMessage(
      Spidev device,
      List<SpiFrame> frames,
      int maxPayload,
      Arena arena,
      int speedHz,
      int bitsPerWord) {
    super(frames, arena.allocate(fixedLength(frames)), arena.allocate(fixedLength(frames)));
    this.device = device;
    this.maxPayload = maxPayload;
    int count = frames.size();
    firstTransfer = new int[count + 1];
    for (int i = 0; i < count; i++) {
      int transfers = frames.get(i).payload() == SpiFrame.Payload.NONE ? 1 : 2;
      firstTransfer[i + 1] = firstTransfer[i] + transfers;
    }
    var transfers = spi_ioc_transfer.allocateArray(firstTransfer[count], arena);
    from = new MemorySegment[count];
    last = new MemorySegment[count];
    for (int i = 0; i < count; i++) {
      from[i] = transfers.asSlice(firstTransfer[i] * spi_ioc_transfer.sizeof());
      last[i] = spi_ioc_transfer.asSlice(transfers, firstTransfer[i + 1] - 1);
      fillFixed(from[i], i);
      spi_ioc_transfer.cs_change(last[i], RELEASE);
    }
    for (int i = 0; i < firstTransfer[count]; i++) {
      var transfer = spi_ioc_transfer.asSlice(transfers, i);
      spi_ioc_transfer.bits_per_word(transfer, (byte) bitsPerWord);
    }
    setSpeed(speedHz);
    int payload = payloadFrame();
    payloadTransfer = payload < 0 ? MemorySegment.NULL : last[payload];
    payloadIsRead = payload >= 0 && frames.get(payload).payload() == SpiFrame.Payload.READ;
    finalFrame = count - 1;
    spi_ioc_transfer.cs_change(last[finalFrame], KEEP_SELECTED);
  }

  /** Given with each transfer, because another program may change the device's own value. */
  void setSpeed(int hertz) {
    for (int i = 0; i < firstTransfer[firstTransfer.length - 1]; i++) {
      spi_ioc_transfer.speed_hz(spi_ioc_transfer.asSlice(transfers(), i), hertz);
    }
  }

  private void fillFixed(MemorySegment transfer, int frame) {
    int length = frames().get(frame).length();
    spi_ioc_transfer.tx_buf(transfer, tx().address() + offset(frame));
    spi_ioc_transfer.rx_buf(transfer, rx().address() + offset(frame));
    spi_ioc_transfer.len(transfer, length);
  }

  @Override
  public int maxPayload() {
    return maxPayload;
  }

  @Override
  protected void transfer(
      int first, int count, MemorySegment payload, long payloadOffset, int payloadLength)
      throws BusException {
    endAt(first + count - 1);
    if (payloadLength > 0) {
      long address = payload.address() + payloadOffset;
      if (payloadIsRead) {
        spi_ioc_transfer.rx_buf(payloadTransfer, address);
      } else {
        spi_ioc_transfer.tx_buf(payloadTransfer, address);
      }
      spi_ioc_transfer.len(payloadTransfer, payloadLength);
    }
    int transfers = firstTransfer[first + count] - firstTransfer[first];
    int bytes = offset(first + count) - offset(first) + payloadLength;
    device.submit(
        from[first], transfers, payloadLength > 0 ? payload : MemorySegment.NULL, count, bytes);
  }

  /**
   * Makes a frame the last one of the next submission. Between frames {@code cs_change} releases
   * chip select; on the last transfer of a submission it means the opposite, to keep it asserted
   * (linux/spi/spi.h, struct spi_transfer), and so it must not be set there.
   */
  private void endAt(int frame) {
    if (frame != finalFrame) {
      spi_ioc_transfer.cs_change(last[finalFrame], RELEASE);
      spi_ioc_transfer.cs_change(last[frame], KEEP_SELECTED);
      finalFrame = frame;
    }
  }

  /** The number of the request that submits some transfers. */
  static long request(int transfers) {
    return LinuxConstants.SPINET_SPI_IOC_MESSAGE_1()
        + (transfers - 1) * LinuxConstants.SPINET_SPI_IOC_MESSAGE_STEP();
  }

  /** The prepared transfers, as the kernel will read them. */
  MemorySegment transfers() {
    return from[0];
  }
}
