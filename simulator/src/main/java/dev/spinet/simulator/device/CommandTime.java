package dev.spinet.simulator.device;

import java.time.Duration;
import java.util.regex.Pattern;

/** How long a module takes for a command, as users write it: such as {@code 2ms}. */
public final class CommandTime {

  private static final Pattern TIME = Pattern.compile("([0-9]{1,7})(us|ms)|0");
  private static final Duration LONGEST = Duration.ofSeconds(1);
  private static final long NANOS_PER_MICRO = 1_000;

  private CommandTime() {}

  /**
   * Reads it.
   *
   * @param text the word of the user
   * @return how long, one second at most
   * @throws IllegalArgumentException if it is no such time; the message says what is wrong
   */
  public static Duration parse(String text) {
    var matcher = TIME.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a time: it should look like 2ms".formatted(text));
    }
    if (matcher.group(1) == null) {
      return Duration.ZERO;
    }
    long number = Long.parseLong(matcher.group(1));
    var time =
        matcher.group(2).equals("ms")
            ? Duration.ofMillis(number)
            : Duration.ofNanos(number * NANOS_PER_MICRO);
    if (time.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("'%s' is too long: 1000ms at most".formatted(text));
    }
    return time;
  }
}
