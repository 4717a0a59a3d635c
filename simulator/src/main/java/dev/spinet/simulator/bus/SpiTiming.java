package dev.spinet.simulator.bus;

import java.util.concurrent.TimeUnit;

/**
 * How long the master of a bus needs: what each submission of a program costs before the first
 * clock edge, what each assertion of chip select costs, and eight clock cycles for each byte.
 *
 * @param hertz clock of the bus, 1 or more
 * @param submissionNanos nanoseconds for each submission, one ioctl of spidev; 0 or more
 * @param selectNanos nanoseconds for each assertion of chip select; 0 or more
 */
public record SpiTiming(long hertz, long submissionNanos, long selectNanos) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public SpiTiming {
    if (hertz < 1 || submissionNanos < 0 || selectNanos < 0) {
      throw new IllegalArgumentException(
          "a bus of %d Hz, %d ns per submission and %d ns per frame cannot be"
              .formatted(hertz, submissionNanos, selectNanos));
    }
  }

  /**
   * What one frame needs.
   *
   * @param bytes bytes of the frame, header included
   * @return nanoseconds, without those of the submission
   */
  public long frameNanos(long bytes) {
    double perByte = (double) TimeUnit.SECONDS.toNanos(1) * Byte.SIZE / hertz;
    return selectNanos + (long) (bytes * perByte);
  }
}
