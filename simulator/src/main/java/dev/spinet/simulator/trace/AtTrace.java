package dev.spinet.simulator.trace;

import dev.spinet.simulator.espat.SerialDirection;
import dev.spinet.simulator.espat.SerialListener;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes down what a host and a module say to each other, a line for each line, with its time. Of
 * payloads only the length is shown, and of what stands between quotes only addresses: passwords
 * are never written, not even those of a command that was damaged on its way.
 */
public final class AtTrace implements SerialListener {

  private static final double NANOS_PER_SECOND = 1e9;

  /** A command, or its echo, without anything to hide. */
  private static final Pattern BARE = Pattern.compile("AT[A-Z\\d+]*\\??");

  /** A command, or its echo, with fields that need no escapes. */
  private static final Pattern FIELDS =
      Pattern.compile("AT\\+([A-Z\\d]+)=((?:-?\\d*|\"[^\"]*\")(?:,(?:-?\\d*|\"[^\"]*\"))*)");

  /** An answer. */
  private static final Pattern ANSWER =
      Pattern.compile("\\+([A-Z\\d]+):(?:[\\w:,.()-]|\"[^\"]*\")*");

  private static final Pattern COMMAND = Pattern.compile("(AT\\+[A-Z\\d]+=).*");

  private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");

  /** What may stand between quotes: an address, or the kind of a link. */
  private static final Pattern OPEN =
      Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}|[\\da-f]{2}(?::[\\da-f]{2}){5}|TCP|UDP|SSL");

  /** What a module says that is no payload which has lost its header. */
  private static final Pattern WORDS =
      Pattern.compile(
          "(?:\\+[A-Z]|\\d,[A-Z]|OK|ERR|FAIL|SEND |Recv |ready|busy |WIFI |STATUS:|AT version:|SDK |Bin |"
              + "compile|Will |CONNECT|CLOSED)[^\"=]*");

  private static final String MASK = "***";

  private final Consumer<String> lines;
  private final LongSupplier nanoTime;
  private final long start;
  private final AtConversation conversation;

  /**
   * A trace that begins now.
   *
   * @param lines gets each line
   * @param nanoTime the time of the simulation
   */
  public AtTrace(Consumer<String> lines, LongSupplier nanoTime) {
    this.lines = lines;
    this.nanoTime = nanoTime;
    start = nanoTime.getAsLong();
    conversation =
        new AtConversation(
            new AtConversation.Listener() {
              @Override
              public void line(SerialDirection direction, String line) {
                write(direction, shown(direction, line));
              }

              @Override
              public void prompt() {
                write(SerialDirection.TO_HOST, ">");
              }

              @Override
              public void payload(SerialDirection direction, String header, long length) {
                write(
                    direction,
                    header.isEmpty()
                        ? "(%d bytes)".formatted(length)
                        : "%s (%d bytes)".formatted(header, length));
              }
            });
  }

  @Override
  public void arrived(SerialDirection direction, byte[] bytes) {
    conversation.arrived(direction, bytes);
  }

  private void write(SerialDirection direction, String text) {
    lines.accept(
        String.format(
            Locale.ROOT,
            "%12.6f %s %s",
            (nanoTime.getAsLong() - start) / NANOS_PER_SECOND,
            direction == SerialDirection.TO_MODULE ? ">>" : "<<",
            text));
  }

  private static String shown(SerialDirection direction, String line) {
    return printable(AtConversation.text(masked(direction, line)));
  }

  /** The line without what may be a secret, or a payload. */
  private static String masked(SerialDirection direction, String line) {
    if (BARE.matcher(line).matches()) {
      return line;
    }
    if (line.startsWith("AT+")) {
      if (FIELDS.matcher(line).matches()) {
        return withoutTexts(line);
      }
      var command = COMMAND.matcher(line);
      if (command.matches()) {
        return command.group(1) + MASK;
      }
    }
    if (direction == SerialDirection.TO_HOST) {
      if (WORDS.matcher(line).matches()) {
        return line;
      }
      if (ANSWER.matcher(line).matches()) {
        return withoutTexts(line);
      }
    }
    return "(%d bytes that are not understood)".formatted(line.length());
  }

  private static String withoutTexts(String line) {
    return QUOTED
        .matcher(line)
        .replaceAll(found ->
            OPEN.matcher(found.group(1)).matches()
                ? Matcher.quoteReplacement(found.group())
                : '"' + MASK + '"');
  }

  /** One line that any terminal can show. */
  private static String printable(String text) {
    var shown = new StringBuilder();
    text.codePoints()
        .forEach(point -> {
          if (Character.isISOControl(point) || Character.getType(point) == Character.FORMAT) {
            shown.append(String.format(Locale.ROOT, "\\x%02x", point));
          } else {
            shown.appendCodePoint(point);
          }
        });
    return shown.toString();
  }
}
