package dev.spinet.docs;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What a page shows as a command's output. Numbers, and words of hexadecimal digits, may be others
 * in another run; … in a line stands for any text, and a line that is nothing else for any lines.
 */
final class Expected {

  private static final Pattern VARIABLE =
      Pattern.compile("\\b[0-9a-f]{12,}\\b|\\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\\b|[0-9][0-9.,]*");
  private static final Pattern BLANKS = Pattern.compile("[ \\t]+");
  private static final String ANYTHING = "…";

  private Expected() {}

  /** Whether an output is what was expected. */
  static boolean matches(String expected, String actual) {
    var pattern = new StringBuilder();
    for (var line : normal(expected)) {
      if (line.equals(ANYTHING)) {
        pattern.append("(?:(?s:.*)\\n)?");
        continue;
      }
      for (var part : line.splitWithDelimiters(ANYTHING, 0)) {
        pattern.append(part.equals(ANYTHING) ? "[^\\n]*" : Pattern.quote(part));
      }
      pattern.append("\\n");
    }
    return Pattern.matches(pattern.toString(), String.join("\n", normal(actual)) + "\n");
  }

  private static List<String> normal(String text) {
    return text.strip()
        .lines()
        .map(line -> VARIABLE.matcher(line).replaceAll("#"))
        .map(line -> BLANKS.matcher(line).replaceAll(" ").strip())
        .toList();
  }
}
