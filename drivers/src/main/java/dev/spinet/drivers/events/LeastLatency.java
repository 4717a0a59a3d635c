package dev.spinet.drivers.events;

import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import jdk.jfr.SettingControl;

/**
 * From which latency on interrupts are recorded, such as "20 ms". What the recorder knows as
 * threshold goes by an event's duration, which does not begin with the edge. Public for the
 * recorder only.
 */
public final class LeastLatency extends SettingControl {

  private static final String DEFAULT = "20 ms";
  private static final Pattern TIME = Pattern.compile("\\s*(\\d{1,12})\\s*(ns|us|ms|s)\\s*");

  private volatile String text = DEFAULT;
  private volatile long nanos = nanos(DEFAULT);

  /** For the recorder. */
  public LeastLatency() {}

  boolean isReached(long latency) {
    return latency >= nanos;
  }

  /** Several recordings are one: what the most curious of them wants. */
  @Override
  public String combine(Set<String> values) {
    return values.stream().min(Comparator.comparingLong(LeastLatency::nanos)).orElse(DEFAULT);
  }

  @Override
  public void setValue(String value) {
    text = value;
    nanos = nanos(value);
  }

  @Override
  public String getValue() {
    return text;
  }

  // What is no time is as if nothing was said: a recorder has no way to refuse.
  private static long nanos(String value) {
    var match = TIME.matcher(value);
    if (!match.matches()) {
      return nanos(DEFAULT);
    }
    var unit =
        switch (match.group(2)) {
          case "ns" -> TimeUnit.NANOSECONDS;
          case "us" -> TimeUnit.MICROSECONDS;
          case "ms" -> TimeUnit.MILLISECONDS;
          default -> TimeUnit.SECONDS;
        };
    return unit.toNanos(Long.parseLong(match.group(1)));
  }
}
