package dev.spinet.drivers.esp32;

import java.util.concurrent.TimeUnit;

/** How long bytes take on the serial line, so that waits for many of them are longer. */
final class PaceModel {

  /** A start bit, eight data bits, a stop bit. */
  private static final long BITS_PER_BYTE = 10;

  /** Pauses between bytes, of flow control and of the systems at both ends. */
  private static final long SLACK = 3;

  private volatile int baud;

  PaceModel(int baud) {
    this.baud = baud;
  }

  void baud(int newBaud) {
    baud = newBaud;
  }

  /** Longer than so many bytes take. */
  long forBytes(long count) {
    return TimeUnit.SECONDS.toNanos(count * BITS_PER_BYTE * SLACK) / Math.max(1, baud);
  }
}
