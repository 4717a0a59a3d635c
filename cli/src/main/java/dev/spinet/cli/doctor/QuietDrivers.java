package dev.spinet.cli.doctor;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps drivers from logging while a device is examined: what they would say becomes a finding, and
 * lines in between would tear the list apart.
 */
final class QuietDrivers implements AutoCloseable {

  /** Held, since a logger that nobody holds may be made anew, with its level lost. */
  private static final Logger DRIVERS = Logger.getLogger("dev.spinet.drivers");

  private static int users;
  private static @Nullable Level before;

  private QuietDrivers() {}

  static QuietDrivers begin() {
    synchronized (QuietDrivers.class) {
      if (users++ == 0) {
        before = DRIVERS.getLevel();
        DRIVERS.setLevel(Level.OFF);
      }
    }
    return new QuietDrivers();
  }

  @Override
  public void close() {
    synchronized (QuietDrivers.class) {
      if (--users == 0) {
        DRIVERS.setLevel(before);
      }
    }
  }
}
