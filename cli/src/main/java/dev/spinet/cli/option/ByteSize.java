package dev.spinet.cli.option;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A number of bytes as people write it.
 *
 * @param bytes the number, at least 1
 */
public record ByteSize(long bytes) {

  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,15}(?:\\.[0-9]{1,9})?) ?([A-Za-z]*)");
  private static final long KIBI = 1024;
  private static final long KILO = 1000;
  private static final Map<String, Long> UNITS =
      Map.of(
          "",
          1L,
          "b",
          1L,
          "k",
          KIBI,
          "kib",
          KIBI,
          "m",
          KIBI * KIBI,
          "mib",
          KIBI * KIBI,
          "g",
          KIBI * KIBI * KIBI,
          "gib",
          KIBI * KIBI * KIBI,
          "kb",
          KILO,
          "mb",
          KILO * KILO);

  /** As the converter reads it. */
  @Override
  public String toString() {
    if (bytes % (KIBI * KIBI) == 0) {
      return bytes / (KIBI * KIBI) + "MiB";
    }
    return bytes % KIBI == 0 ? bytes / KIBI + "KiB" : Long.toString(bytes);
  }

  /** Reads such a number. */
  public static final class Converter implements ITypeConverter<ByteSize> {

    /** For picocli. */
    public Converter() {}

    @Override
    public ByteSize convert(String text) {
      Matcher matcher = FORM.matcher(text.strip());
      Long unit = matcher.matches() ? UNITS.get(matcher.group(2).toLowerCase(Locale.ROOT)) : null;
      if (unit == null) {
        throw new TypeConversionException(
            "'%s' is not a size: it should look like 8MiB, 500kB or 1048576".formatted(text));
      }
      var bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit));
      if (bytes.compareTo(BigDecimal.ONE) < 0
          || bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
        throw new TypeConversionException(
            "'%s' is not a size to download: it should be 1 byte or more".formatted(text));
      }
      return new ByteSize(bytes.longValue());
    }
  }
}
