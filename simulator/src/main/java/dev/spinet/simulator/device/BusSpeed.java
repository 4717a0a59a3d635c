package dev.spinet.simulator.device;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Clocks of a bus as device URIs have them, such as {@code 33.3MHz}. */
public final class BusSpeed {

  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)(hz|khz|mhz|)");
  private static final long LEAST = 1_000;
  private static final long MOST = 1_000_000_000;

  private BusSpeed() {}

  /**
   * Reads a clock.
   *
   * @param text the clock with its unit, or in Hz
   * @return Hz, 1 kHz to 1 GHz
   * @throws IllegalArgumentException if it is anything else
   */
  public static long parse(String text) {
    Matcher matcher = FORM.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a speed: it should look like 33.3MHz".formatted(text));
    }
    int exponent =
        switch (matcher.group(2)) {
          case "mhz" -> 6;
          case "khz" -> 3;
          default -> 0;
        };
    long hertz = new BigDecimal(matcher.group(1)).scaleByPowerOfTen(exponent).longValue();
    if (hertz < LEAST || hertz > MOST) {
      throw new IllegalArgumentException(
          "'%s' is no speed of this bus: it should be from 1kHz to 1000MHz".formatted(text));
    }
    return hertz;
  }
}
