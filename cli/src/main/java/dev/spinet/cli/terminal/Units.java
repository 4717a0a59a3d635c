package dev.spinet.cli.terminal;

import java.time.Duration;
import java.util.Locale;

/** Quantities as people read them. Always with a decimal point, whatever the locale. */
public final class Units {

  private static final String[] BINARY = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  private static final double STEP = 1024;
  private static final double NANOS_PER_SECOND = 1e9;

  private Units() {}

  /**
   * A number of bytes.
   *
   * @param bytes the number, 0 or more
   * @return such as {@code 512 B} or {@code 8.0 MiB}
   */
  public static String bytes(long bytes) {
    return scaled((double) bytes);
  }

  private static String scaled(double bytes) {
    if (bytes < STEP) {
      return String.format(Locale.ROOT, "%.0f B", bytes);
    }
    double value = bytes / STEP;
    int unit = 0;
    // 1023.95 would be rounded to a four-digit number of the smaller unit.
    while (value >= STEP - 0.05 && unit < BINARY.length - 1) {
      value /= STEP;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", value, BINARY[unit]);
  }

  /**
   * A number of bytes per second.
   *
   * @param bytes the number of bytes
   * @param nanos in how many nanoseconds; 0 or less gives no rate
   * @return such as {@code 3.9 MiB/s}
   */
  public static String rate(long bytes, long nanos) {
    return nanos <= 0 ? "- B/s" : scaled(bytes * NANOS_PER_SECOND / nanos) + "/s";
  }

  /**
   * A time.
   *
   * @param nanos nanoseconds, 0 or more
   * @return such as {@code 850 µs}, {@code 12 ms}, {@code 2.1 s} or {@code 3 min 05 s}
   */
  public static String time(long nanos) {
    Duration duration = Duration.ofNanos(nanos);
    if (duration.toMinutes() > 0) {
      return String.format(
          Locale.ROOT, "%d min %02d s", duration.toMinutes(), duration.toSecondsPart());
    }
    if (duration.toSeconds() > 0) {
      return String.format(Locale.ROOT, "%.1f s", nanos / NANOS_PER_SECOND);
    }
    return duration.toMillis() > 0
        ? duration.toMillis() + " ms"
        : String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
  }

  /**
   * A count.
   *
   * @param count the count
   * @return with commas between thousands
   */
  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /**
   * A share of a whole.
   *
   * @param part the part
   * @param whole the whole; 0 gives a dash
   * @return such as {@code 98.6 %}
   */
  public static String share(long part, long whole) {
    return whole == 0 ? "-" : String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole);
  }
}
