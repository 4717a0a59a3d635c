package dev.spinet.cli.option;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A longest wait as people write it.
 *
 * @param duration the wait, 1 ms to 24 h
 */
public record Timeout(Duration duration) {

  private static final Pattern FORM = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,3})?) ?([a-z]*)");
  private static final long MILLIS_PER_SECOND = 1000;
  private static final long LONGEST_MILLIS = Duration.ofHours(24).toMillis();

  /** As the converter reads it. */
  @Override
  public String toString() {
    long millis = duration.toMillis();
    return millis % MILLIS_PER_SECOND == 0 ? millis / MILLIS_PER_SECOND + "s" : millis + "ms";
  }

  /** Reads such a wait. */
  public static final class Converter implements ITypeConverter<Timeout> {

    /** For picocli. */
    public Converter() {}

    @Override
    public Timeout convert(String text) {
      Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
      double unit = matcher.matches() ? millis(matcher.group(2)) : 0;
      double millis = unit == 0 ? 0 : Double.parseDouble(matcher.group(1)) * unit;
      if (millis < 1 || millis > LONGEST_MILLIS) {
        throw new TypeConversionException(
            "'%s' is not a time-out: it should look like 10s, 500ms or 2min, up to 24 hours"
                .formatted(text));
      }
      return new Timeout(Duration.ofMillis(Math.round(millis)));
    }

    private static double millis(String unit) {
      return switch (unit) {
        case "ms" -> 1;
        case "", "s" -> 1_000;
        case "min" -> 60_000;
        default -> 0;
      };
    }
  }
}
