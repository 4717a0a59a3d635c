package dev.spinet.simulator.bus;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Listens to what crosses a chip's SPI pins, see {@link ObservedSpiSlave}. Called on the thread of
 * the SPI master, between the bytes.
 */
public interface SpiObserver {

  /**
   * Chip select was asserted.
   *
   * @param frame number of the frame, counted from 0
   */
  void frameStarted(long frame);

  /**
   * Some bytes have crossed the wire.
   *
   * @param frame number of the frame
   * @param position how many bytes of the frame came before these
   * @param mosi what the master sent, from {@code mosiOffset} on; null when it sent zeros
   * @param mosiOffset offset of the first byte in it
   * @param miso what the chip sent, from {@code misoOffset} on; null when nobody looked at it
   * @param misoOffset offset of the first byte in it
   * @param length number of bytes
   */
  void exchanged(
      long frame,
      int position,
      @Nullable MemorySegment mosi,
      long mosiOffset,
      @Nullable MemorySegment miso,
      long misoOffset,
      int length);

  /**
   * Chip select was released.
   *
   * @param frame number of the frame
   * @param length bytes that the frame had, header included
   */
  void frameEnded(long frame, int length);
}
