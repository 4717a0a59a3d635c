package dev.spinet.docs;

import java.util.regex.Pattern;

/**
 * What a page shows as a command's output. Numbers and their units, and words of hexadecimal digits,
 * may be others in another run, and lines may be broken elsewhere; … stands for any text.
 */
final class Expected {

  private static final Pattern VARIABLE =
      Pattern.compile(
          "\\b[0-9a-f]{12,}\\b"
              + "|\\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\\b"
              + "|[0-9][0-9.,]*(?: (?:µs|ms|s|B|KiB|MiB|GiB)(?:/s)?(?![A-Za-z]))?");
  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final String ANYTHING = "…";

  private Expected() {}

  /** Whether an output is what was expected. */
  static boolean matches(String expected, String actual) {
    var pattern = new StringBuilder();
    for (var part : normal(expected).splitWithDelimiters(" ?" + ANYTHING + " ?", 0)) {
      pattern.append(part.contains(ANYTHING) ? "(?s:.*)" : Pattern.quote(part));
    }
    return Pattern.matches(pattern.toString(), normal(actual));
  }

  private static String normal(String text) {
    return BLANKS.matcher(VARIABLE.matcher(text).replaceAll("#")).replaceAll(" ").strip();
  }
}
