package dev.spinet.bench.uart;

import dev.spinet.bindings.espat.LinkLimits;
import dev.spinet.drivers.esp32.Esp32Options;

/**
 * How many bytes one command can bring.
 *
 * @param window what the module holds of a connection, its TCP window
 * @param asked what the driver asks for
 */
record ReadSize(int window, int asked) {

  /** The firmware that Espressif publishes, and the driver as it is without an option. */
  static final ReadSize PUBLISHED =
      new ReadSize(LinkLimits.TCP_WINDOW, Esp32Options.DEFAULT_READ_SIZE);

  /**
   * A firmware that its user has built with the window that Espressif's page on throughput has
   * ("How to Improve ESP-AT Throughput Performance", ESP-AT User Guide), and a driver that asks for
   * three of the usual windows at a time. No multiple of that is the whole transfer: after a last
   * read that is full the driver would ask once more.
   */
  static final ReadSize OWN_BUILD = new ReadSize(65_534, 3 * PUBLISHED.window());

  /** Bytes of one read. */
  int most() {
    return Math.min(window, asked);
  }
}
