package dev.spinet.socket.driver;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a driver has done since it was opened: a snapshot, taken without touching the chip. What
 * every driver can count has methods; everything else is in {@link #counters()} by name, for
 * programs that hand metrics on without knowing the chip.
 */
public interface DriverStatistics {

  /** Nothing counted. */
  DriverStatistics NONE = TreeMap::new;

  /**
   * All that is counted, by names such as {@code bus.frames}. Values only grow, as long as the
   * driver is open.
   *
   * @return a map of the caller's own
   */
  SortedMap<String, Long> counters();

  /**
   * Payload taken from the chip.
   *
   * @return bytes
   */
  default long bytesReceived() {
    return 0;
  }

  /**
   * Payload handed to the chip.
   *
   * @return bytes
   */
  default long bytesSent() {
    return 0;
  }
}
