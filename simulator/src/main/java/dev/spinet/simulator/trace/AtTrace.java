package dev.spinet.simulator.trace;

import dev.spinet.simulator.espat.SerialDirection;
import dev.spinet.simulator.espat.SerialListener;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes down what a host and a module say to each other, a line for each line, with its time. Of
 * payloads only the length is shown, and of what stands between quotes only what is known to be no
 * secret: passwords are never written, not even of a command that was damaged on its way.
 */
public final class AtTrace implements SerialListener {

  private static final double NANOS_PER_SECOND = 1e9;

  /** A command or an answer, and how what it says begins. */
  private static final Pattern NAMED = Pattern.compile("(AT)?\\+([A-Z]+)([=:]).*");

  /** Fields of a command whose texts need no escapes. */
  private static final Pattern PLAIN =
      Pattern.compile("AT\\+[A-Z]+=(?:-?\\d*|\"[^\"]*\")(?:,(?:-?\\d*|\"[^\"]*\"))*");

  private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");
  private static final Pattern ADDRESS = Pattern.compile("[\\d.]{7,15}|[\\da-f:]{17}");

  /** What a module says that is no payload which has lost its header. */
  private static final Pattern WORDS =
      Pattern.compile(
          "(?:\\+[A-Z]|AT|\\d,[A-Z]|OK|ERR|FAIL|SEND |Recv |ready|busy |WIFI |STATUS:|SDK |Bin |compile"
              + "|Will |CONNECT|CLOSED).*");

  /** What these say between quotes are addresses, names and versions. */
  private static final Set<String> OPEN =
      Set.of(
          "CIPSTART",
          "CIPSEND",
          "CIPSENDL",
          "CIPDOMAIN",
          "PING",
          "CIPSTA",
          "CIPAP",
          "CIPDNS",
          "CIPSTATE",
          "CIPSTATUS",
          "CIFSR",
          "CMD",
          "CIPSTAMAC",
          "CIPAPMAC",
          "CWLAP",
          "CWSTATE");

  private static final int SHOWN_TEXTS = 2;
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
    boolean command = direction == SerialDirection.TO_MODULE;
    if (command ? !line.startsWith("AT") : !WORDS.matcher(line).matches()) {
      return "(%d bytes that are no %s)".formatted(line.length(), command ? "command" : "answer");
    }
    int quote = line.indexOf('"');
    if (quote < 0) {
      return line;
    }
    var named = NAMED.matcher(line);
    if (named.matches()) {
      boolean echoed = named.group(1) != null;
      boolean open = OPEN.contains(named.group(2));
      if (echoed && open && PLAIN.matcher(line).matches()) {
        return withoutTexts(line);
      }
      // Who has joined what is no secret; what it was joined with is, and an echo tells it.
      boolean answer = !echoed && named.group(3).equals(":") && !holdsCommand(line);
      if (!command && answer && (open || named.group(2).equals("CWJAP"))) {
        return line;
      }
    }
    return line.substring(0, quote) + MASK;
  }

  /** Whether a command may have run into an answer, because what was between them got lost. */
  private static boolean holdsCommand(String line) {
    return line.indexOf('=') >= 0 || line.contains("AT+") || line.indexOf("CWJ", 2) > 0;
  }

  /** All but addresses and the first texts is hidden: more is in no command that needs no mask. */
  private static String withoutTexts(String line) {
    int[] shown = {0};
    return QUOTED
        .matcher(line)
        .replaceAll(found -> {
          boolean address = ADDRESS.matcher(found.group(1)).matches();
          boolean show = address || shown[0]++ < SHOWN_TEXTS;
          return Matcher.quoteReplacement(show ? found.group() : '"' + MASK + '"');
        });
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
