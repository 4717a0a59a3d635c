package dev.spinet.simulator.device;

import dev.spinet.simulator.bus.SpiTiming;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a simulated bus needs, as users write it: {@code none}, or the clock and after it, with
 * commas, the time for each call to the device and that for each assertion of chip select, such as
 * {@code 31.25MHz,20us,10us}.
 */
public final class SpeedModel {

  /** What a call to spidev takes on a board with a quick processor, if it is not said. */
  private static final long CALL_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

  /** What spidev waits when chip select changes within a call, if it is not said. */
  private static final long SELECT_NANOS = TimeUnit.MICROSECONDS.toNanos(10);

  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final Pattern TIME =
      Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)(ns|us|µs|ms|s)|0");

  private SpeedModel() {}

  /**
   * Reads a model.
   *
   * @param text the words of the user
   * @return how long the bus needs; empty if it takes no time
   * @throws IllegalArgumentException if it is no such text; the message says what is wrong
   */
  public static Optional<SpiTiming> parse(String text) {
    if (text.equals("none")) {
      return Optional.empty();
    }
    var parts = text.split(",", -1);
    if (parts.length > 3) {
      throw new IllegalArgumentException(
          "'%s' has more than a clock, a time for each call and one for each chip select"
              .formatted(text));
    }
    return Optional.of(
        new SpiTiming(
            BusSpeed.parse(parts[0]),
            parts.length > 1 ? nanos(parts[1]) : CALL_NANOS,
            parts.length > 2 ? nanos(parts[2]) : SELECT_NANOS));
  }

  private static long nanos(String text) {
    Matcher matcher = TIME.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a time: it should look like 20us".formatted(text));
    }
    if (matcher.group(1) == null) {
      return 0;
    }
    int exponent =
        switch (matcher.group(2)) {
          case "s" -> 9;
          case "ms" -> 6;
          case "ns" -> 0;
          default -> 3;
        };
    long nanos = new BigDecimal(matcher.group(1)).scaleByPowerOfTen(exponent).longValue();
    if (nanos > LONGEST_NANOS) {
      throw new IllegalArgumentException("'%s' is too long: 1s at most".formatted(text));
    }
    return nanos;
  }

  /**
   * Writes a model for a person.
   *
   * @param timing how long the bus needs
   * @return such as {@code 31.25 MHz, 20 us for each call, 10 us for each chip select}
   */
  public static String describe(SpiTiming timing) {
    return "%s MHz, %s us for each call, %s us for each chip select"
        .formatted(
            plain(timing.hertz(), TimeUnit.SECONDS.toMicros(1)),
            plain(timing.submissionNanos(), TimeUnit.MICROSECONDS.toNanos(1)),
            plain(timing.selectNanos(), TimeUnit.MICROSECONDS.toNanos(1)));
  }

  private static String plain(long value, long unit) {
    return BigDecimal.valueOf(value)
        .divide(BigDecimal.valueOf(unit))
        .stripTrailingZeros()
        .toPlainString();
  }
}
