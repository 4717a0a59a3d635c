package dev.spinet.bench.ledger;

import dev.spinet.simulator.bus.SimulatedSpiBus;

/**
 * What spidev takes in one submission on the boards this is for: transfers count rounded up to 128
 * bytes, as the driver of the real device reckons on every machine.
 */
final class BusLimits {

  private static final int ALIGNMENT = SimulatedSpiBus.Limits.SPIDEV_ARM64.alignment();

  private BusLimits() {}

  /**
   * Limits by the parameter {@code bufsiz} of the kernel's module.
   *
   * @param bufsiz bytes; 4096 unless the board was set up otherwise
   * @return the limits
   */
  static SimulatedSpiBus.Limits of(int bufsiz) {
    return new SimulatedSpiBus.Limits(bufsiz, ALIGNMENT);
  }

  /**
   * What spidev has unless it is told otherwise.
   *
   * @return bytes
   */
  static int defaultBufsiz() {
    return SimulatedSpiBus.Limits.SPIDEV_ARM64.bufferSize();
  }
}
