package dev.spinet.simulator.fuse.spi;

import dev.spinet.bindings.gen.linux.LinuxConstants;

/**
 * Mode, word size and speed of a virtual SPI device. They outlive the closing of the file, except
 * for the speed, as with spidev. Changes come from one thread.
 */
final class SpiSettings {

  /** Every mode bit that spidev lets a program set (SPI_MODE_MASK in drivers/spi/spidev.c). */
  private static final int SETTABLE =
      (int)
          (LinuxConstants.SPI_CPHA()
              | LinuxConstants.SPI_CPOL()
              | LinuxConstants.SPI_CS_HIGH()
              | LinuxConstants.SPI_LSB_FIRST()
              | LinuxConstants.SPI_3WIRE()
              | LinuxConstants.SPI_LOOP()
              | LinuxConstants.SPI_NO_CS()
              | LinuxConstants.SPI_READY()
              | LinuxConstants.SPI_TX_DUAL()
              | LinuxConstants.SPI_TX_QUAD()
              | LinuxConstants.SPI_TX_OCTAL()
              | LinuxConstants.SPI_RX_DUAL()
              | LinuxConstants.SPI_RX_QUAD()
              | LinuxConstants.SPI_RX_OCTAL());

  /** What spi_setup() drops quietly if the controller lacks it, instead of refusing. */
  private static final int QUIETLY_DROPPED =
      (int)
          (LinuxConstants.SPI_TX_DUAL()
              | LinuxConstants.SPI_TX_QUAD()
              | LinuxConstants.SPI_TX_OCTAL()
              | LinuxConstants.SPI_RX_DUAL()
              | LinuxConstants.SPI_RX_QUAD()
              | LinuxConstants.SPI_RX_OCTAL());

  private static final int CLOCK_MODE =
      (int) (LinuxConstants.SPI_CPHA() | LinuxConstants.SPI_CPOL());
  private static final int BITS_PER_WORD = 8;

  private final SpiController controller;
  private volatile int mode;
  private volatile int speedHz;

  SpiSettings(SpiController controller) {
    this.controller = controller;
    this.speedHz = controller.deviceSpeedHz();
  }

  int mode() {
    return mode;
  }

  int speedHz() {
    return speedHz;
  }

  int bitsPerWord() {
    return BITS_PER_WORD;
  }

  /** Returns 0 or the negative error number. */
  int setMode(int wanted) {
    if ((wanted & ~SETTABLE) != 0) {
      return -LinuxConstants.EINVAL();
    }
    int lacking = wanted & ~controller.modeBits();
    if ((lacking & ~QUIETLY_DROPPED) != 0) {
      return -LinuxConstants.EINVAL();
    }
    mode = wanted & ~lacking;
    return 0;
  }

  /** Returns 0 or the negative error number. */
  int setLsbFirst(boolean wanted) {
    int bit = (int) LinuxConstants.SPI_LSB_FIRST();
    return setMode(wanted ? mode | bit : mode & ~bit);
  }

  /** Returns 0 or the negative error number; 0 bits stand for 8. */
  int setBitsPerWord(int bits) {
    return accepts(bits) ? 0 : -LinuxConstants.EINVAL();
  }

  /** Returns 0 or the negative error number. */
  int setSpeed(int hertz) {
    if (hertz == 0) {
      return -LinuxConstants.EINVAL();
    }
    speedHz = hertz;
    return 0;
  }

  /** The program's own speed ends with the last open file. */
  void forgetSpeed() {
    speedHz = controller.deviceSpeedHz();
  }

  /** Whether the controller can transfer words of so many bits; 0 stands for the setting. */
  boolean accepts(int bits) {
    return bits == 0 || bits == BITS_PER_WORD;
  }

  /** Whether the chip sees chip select and samples on the right clock edge in this mode. */
  boolean reachesChip() {
    int inverted = (int) (LinuxConstants.SPI_CS_HIGH() | LinuxConstants.SPI_NO_CS());
    return (mode & inverted) == 0 && (controller.chipModes() >> (mode & CLOCK_MODE) & 1) != 0;
  }
}
