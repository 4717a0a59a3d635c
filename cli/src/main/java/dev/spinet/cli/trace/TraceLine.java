package dev.spinet.cli.trace;

import dev.spinet.cli.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A frame on the bus, as {@link dev.spinet.simulator.trace.BusTrace} writes it.
 *
 * @param text the whole line
 * @param chip number of the chip, or empty if there is one only
 * @param seconds when it was, since the trace has begun
 * @param frame number of the frame
 * @param direction {@code R}, {@code W}, {@code RW} or {@code -}
 * @param accesses what was accessed, with values
 * @param bytes bytes of the frame, header included
 */
record TraceLine(
    String text,
    String chip,
    double seconds,
    long frame,
    String direction,
    List<Access> accesses,
    int bytes) {

  private static final Pattern FORM =
      Pattern.compile(
          " *(?:([0-9]+) +)?([0-9]+\\.[0-9]+) +([0-9]+) +(RW|R|W|-) +(.*?) +\\[([0-9]{1,9}) B\\](.*)");

  /** Reads a line; empty if it is none of such a trace. */
  static Optional<TraceLine> parse(String text) {
    var matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String chip = matcher.group(1) == null ? "" : matcher.group(1);
    try {
      return Optional.of(
          new TraceLine(
              text,
              chip,
              Double.parseDouble(matcher.group(2)),
              Long.parseLong(matcher.group(3)),
              matcher.group(4),
              Access.parse(matcher.group(5)),
              Integer.parseInt(matcher.group(6))));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** For programs. */
  Map<String, Object> json() {
    var facts = Json.object();
    if (!chip.isEmpty()) {
      facts.put("chip", Integer.parseInt(chip));
    }
    facts.put("seconds", seconds);
    facts.put("frame", frame);
    facts.put("direction", direction);
    facts.put("accesses", accesses.stream().map(Access::json).toList());
    facts.put("bytes", bytes);
    return facts;
  }
}
