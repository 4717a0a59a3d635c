package dev.spinet.simulator.bus;

import java.lang.foreign.MemorySegment;

/**
 * A simulated chip as it is seen from its SPI pins. Calls come from one master: {@link #select()},
 * any number of exchanges, {@link #deselect()}; the implementation guards its own state.
 */
public interface SpiSlave {

  /**
   * The master's program hands over one or several frames together, as one {@code SPI_IOC_MESSAGE}
   * does. The pins do not show it: it is for who models the time that this takes, see {@link
   * PacedSpiSlave}. Comes before the {@link #select()} of the first of these frames.
   */
  default void submission() {}

  /**
   * The master clocks its next frames at another speed. A chip follows whatever clock there is; it
   * is for who models wires that are not fit for every one.
   *
   * @param hertz the clock, at least 1
   */
  default void clock(long hertz) {}

  /** Chip select is asserted: a frame begins. */
  void select();

  /**
   * Shifts some bytes both ways, with chip select asserted. Effects happen byte by byte, in order.
   *
   * @param mosi where the bytes from the master are
   * @param mosiOffset offset of the first of them
   * @param miso where the bytes from the chip go; may be the same memory
   * @param misoOffset offset of the first of them
   * @param length number of bytes
   */
  void exchange(
      MemorySegment mosi, long mosiOffset, MemorySegment miso, long misoOffset, int length);

  /**
   * Shifts some bytes in while the master sends zeros.
   *
   * @param miso where the bytes from the chip go
   * @param misoOffset offset of the first of them
   * @param length number of bytes
   */
  void read(MemorySegment miso, long misoOffset, int length);

  /**
   * Shifts some bytes out; the master drops what the chip sends.
   *
   * @param mosi where the bytes from the master are
   * @param mosiOffset offset of the first of them
   * @param length number of bytes
   */
  void write(MemorySegment mosi, long mosiOffset, int length);

  /** Chip select is released: the frame ends. */
  void deselect();
}
