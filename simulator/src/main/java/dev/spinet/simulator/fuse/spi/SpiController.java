package dev.spinet.simulator.fuse.spi;

import dev.spinet.bindings.gen.linux.LinuxConstants;

/**
 * The SPI controller of the virtual board and how the chip is wired to it.
 *
 * @param modeBits mode bits that the controller supports, {@code SPI_*}
 * @param maxSpeedHz the clock it runs at most, in hertz; a faster request is slowed down to it
 * @param deviceSpeedHz the clock that the board description gives the chip, in hertz: what a
 *     program finds before it sets its own
 * @param bufsiz spidev's limit for the bytes of one message in each direction
 * @param alignment what each transfer's length is rounded up to before it counts against {@code
 *     bufsiz}, bytes: 128 on arm64, 8 on x86-64
 * @param chipModes which of the four clock modes the chip understands, bit n for mode n; in another
 *     one it does not react, and the master reads ones from the undriven wire
 */
public record SpiController(
    int modeBits, int maxSpeedHz, int deviceSpeedHz, int bufsiz, int alignment, int chipModes) {

  /** The longest {@link #bufsiz} that fits one request, bytes. */
  public static final int BUFSIZ_MAX = 1 << 19;

  private static final int CLOCK_MODES = 4;
  private static final int MODES_0_AND_3 = 0b1001;

  /** Half of the core clock of a Raspberry Pi 3, the smallest divisor its controller has. */
  private static final int FASTEST_HZ = 125_000_000;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public SpiController {
    if (maxSpeedHz < 1 || deviceSpeedHz < 1) {
      throw new IllegalArgumentException("an SPI clock is at least 1 Hz");
    }
    if (bufsiz < 1 || bufsiz > BUFSIZ_MAX) {
      throw new IllegalArgumentException("bufsiz is 1 to " + BUFSIZ_MAX + " bytes, not " + bufsiz);
    }
    if (Integer.bitCount(alignment) != 1 || alignment < 1) {
      throw new IllegalArgumentException("an alignment is a power of two, not " + alignment);
    }
    if (chipModes < 1 || chipModes >= 1 << CLOCK_MODES) {
      throw new IllegalArgumentException("a chip understands at least one of the modes 0 to 3");
    }
  }

  /**
   * A controller like the one of a Raspberry Pi (drivers/spi/spi-bcm2835.c), spidev as it is when
   * nobody sets its parameter, the alignment of arm64, and a chip that works in modes 0 and 3 as
   * the W5500 does (datasheet, chapter 2).
   *
   * @return the defaults
   */
  public static SpiController defaults() {
    return new SpiController(
        (int)
            (LinuxConstants.SPI_CPOL()
                | LinuxConstants.SPI_CPHA()
                | LinuxConstants.SPI_CS_HIGH()
                | LinuxConstants.SPI_NO_CS()),
        FASTEST_HZ,
        FASTEST_HZ,
        LinuxConstants.SPINET_SPIDEV_BUFSIZ_DEFAULT(),
        LinuxConstants.SPINET_SPIDEV_ALIGNMENT_MAX(),
        MODES_0_AND_3);
  }

  /**
   * The same controller with another limit per message.
   *
   * @param bytes spidev's module parameter {@code bufsiz}
   * @return a copy
   * @throws IllegalArgumentException if it is out of range
   */
  public SpiController withBufsiz(int bytes) {
    return new SpiController(modeBits, maxSpeedHz, deviceSpeedHz, bytes, alignment, chipModes);
  }

  /**
   * The same controller on a machine with another alignment of DMA memory.
   *
   * @param bytes a power of two
   * @return a copy
   * @throws IllegalArgumentException if it is out of range
   */
  public SpiController withAlignment(int bytes) {
    return new SpiController(modeBits, maxSpeedHz, deviceSpeedHz, bufsiz, bytes, chipModes);
  }
}
