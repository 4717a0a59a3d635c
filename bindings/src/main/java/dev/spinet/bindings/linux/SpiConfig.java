package dev.spinet.bindings.linux;

import java.util.OptionalInt;

/**
 * How an SPI device is to be driven.
 *
 * @param mode clock polarity and phase, 0 to 3
 * @param maxSpeedHz clock in hertz, at least 1; the controller takes the next lower one it can make
 * @param bitsPerWord bits between two word boundaries, 8 for a chip that speaks in bytes
 * @param bufferSize bytes that one message may move in each direction; empty asks the system, see
 *     {@link Spidev}
 */
public record SpiConfig(int mode, int maxSpeedHz, int bitsPerWord, OptionalInt bufferSize) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public SpiConfig {
    if (mode < 0 || mode > 3) {
      throw new IllegalArgumentException("an SPI mode is 0, 1, 2 or 3, not " + mode);
    }
    if (maxSpeedHz < 1) {
      throw new IllegalArgumentException("an SPI clock is at least 1 Hz, not " + maxSpeedHz);
    }
    if (bitsPerWord < 1 || bitsPerWord > Integer.SIZE) {
      throw new IllegalArgumentException("an SPI word has 1 to 32 bits, not " + bitsPerWord);
    }
    if (bufferSize.isPresent() && bufferSize.getAsInt() < 1) {
      throw new IllegalArgumentException(
          "an SPI buffer has at least 1 byte, not " + bufferSize.getAsInt());
    }
  }

  /**
   * Mode 0, words of 8 bits, and the system's buffer size.
   *
   * @param maxSpeedHz clock in hertz, at least 1
   * @return the configuration
   * @throws IllegalArgumentException if the clock is out of range
   */
  public static SpiConfig of(int maxSpeedHz) {
    return new SpiConfig(0, maxSpeedHz, Byte.SIZE, OptionalInt.empty());
  }

  /**
   * The same with another mode.
   *
   * @param newMode clock polarity and phase, 0 to 3
   * @return the configuration
   * @throws IllegalArgumentException if the mode is out of range
   */
  public SpiConfig withMode(int newMode) {
    return new SpiConfig(newMode, maxSpeedHz, bitsPerWord, bufferSize);
  }

  /**
   * The same with a buffer size that is not asked of the system.
   *
   * @param bytes bytes that one message may move in each direction, at least 1
   * @return the configuration
   * @throws IllegalArgumentException if the size is out of range
   */
  public SpiConfig withBufferSize(int bytes) {
    return new SpiConfig(mode, maxSpeedHz, bitsPerWord, OptionalInt.of(bytes));
  }
}
