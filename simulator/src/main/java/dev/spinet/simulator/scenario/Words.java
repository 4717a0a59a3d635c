package dev.spinet.simulator.scenario;

import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.Register;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.simulator.device.BusSpeed;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/** The words of one line, taken one after the other. Capitals do not matter. */
final class Words {

  private static final Pattern WORD = Pattern.compile("[:,]|[^\\s:,]+");
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,19}|0x[0-9a-f]{1,8}");
  private static final Pattern TIME = Pattern.compile("([0-9]{1,12}(?:\\.[0-9]{1,9})?)([a-z]+)");
  private static final Pattern ORDINAL = Pattern.compile("([0-9]{1,18})(?:st|nd|rd|th)");
  private static final Pattern SOCKET_REGISTER = Pattern.compile("s([0-7n])_([a-z_]+)");
  private static final int HEXADECIMAL = 16;

  /** A century: a scenario that lasts longer is a slip of the pen. */
  private static final BigDecimal LONGEST = BigDecimal.valueOf(3_155_760_000L * 1_000_000_000L);

  /** What belongs to a register: that of a socket, of any socket, or a common one. */
  record Named(Register register, int socket) {}

  private final int line;
  private final List<String> words = new ArrayList<>();
  private int next;

  Words(int line, String text) {
    this.line = line;
    var matcher = WORD.matcher(text);
    while (matcher.find()) {
      words.add(matcher.group());
    }
  }

  boolean isAtEnd() {
    return next == words.size();
  }

  private String peek() {
    return isAtEnd() ? "" : words.get(next).toLowerCase(Locale.ROOT);
  }

  /** Takes a word if it is the next one. */
  boolean accept(String word) {
    boolean found = !isAtEnd() && peek().equals(word);
    if (found) {
      next++;
    }
    return found;
  }

  /** Takes a noun in either number, if it is the next word. */
  boolean acceptNoun(String singular) {
    return accept(singular) || accept(singular + "s");
  }

  /** Takes a word that may be anything, unless it is one of some signs; empty if there is none. */
  String word(String signs) {
    return isAtEnd() || signs.contains(peek()) ? "" : words.get(next++);
  }

  /** The rest was read otherwise. */
  void takeAll() {
    next = words.size();
  }

  void expect(String word) {
    if (!accept(word)) {
      throw error("'" + word + "'");
    }
  }

  void expectNoun(String singular) {
    if (!acceptNoun(singular)) {
      throw error("'" + singular + "s'");
    }
  }

  void expectEnd() {
    if (!isAtEnd()) {
      throw error("nothing more");
    }
  }

  boolean isNumber() {
    return NUMBER.matcher(peek()).matches();
  }

  long number(String expected) {
    String word = peek();
    if (!isNumber()) {
      throw error(expected);
    }
    try {
      long value =
          word.startsWith("0x")
              ? Long.parseLong(word, 2, word.length(), HEXADECIMAL)
              : Long.parseLong(word);
      next++;
      return value;
    } catch (NumberFormatException e) {
      throw error(expected);
    }
  }

  /** A number within bounds. */
  long number(String expected, long least, long most) {
    int before = next;
    long value = number(expected);
    if (value < least || value > most) {
      next = before;
      throw error(expected);
    }
    return value;
  }

  boolean isOrdinal() {
    return ORDINAL.matcher(peek()).matches();
  }

  long ordinal() {
    var matcher = ORDINAL.matcher(peek());
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      throw error("a number of order, such as 3rd");
    }
    next++;
    return Long.parseLong(matcher.group(1));
  }

  boolean isTime() {
    return TIME.matcher(peek()).matches();
  }

  Duration time() {
    var matcher = TIME.matcher(peek());
    if (matcher.matches()) {
      for (var unit : Phrase.Unit.values()) {
        if (unit.symbol().equals(matcher.group(2))) {
          var nanos = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit.nanos));
          if (nanos.stripTrailingZeros().scale() <= 0 && nanos.compareTo(LONGEST) <= 0) {
            next++;
            return Duration.ofNanos(nanos.longValueExact());
          }
        }
      }
    }
    throw error("a time, such as 20ms (units: ns, us, ms, s, min)");
  }

  /** A clock in hertz. */
  long clock() {
    try {
      long hertz = BusSpeed.parse(peek());
      next++;
      return hertz;
    } catch (IllegalArgumentException e) {
      throw error("a clock, such as 12MHz");
    }
  }

  /** A time that is longer than nothing. */
  Duration someTime() {
    int before = next;
    var time = time();
    if (time.isZero()) {
      next = before;
      throw error("a time longer than nothing");
    }
    return time;
  }

  double probability() {
    try {
      double value = Double.parseDouble(peek());
      if (value >= 0 && value <= 1) {
        next++;
        return value;
      }
    } catch (NumberFormatException e) {
      // The same complaint as for a number out of range.
    }
    throw error("a probability from 0 to 1, such as 0.01");
  }

  Named register() {
    String word = peek();
    var matcher = SOCKET_REGISTER.matcher(word);
    if (matcher.matches()) {
      for (var register : SocketRegister.values()) {
        if (register.name().equalsIgnoreCase(matcher.group(2))) {
          next++;
          String socket = matcher.group(1);
          return new Named(
              register, socket.equals("n") ? Event.ANY_SOCKET : Integer.parseInt(socket));
        }
      }
    }
    for (var register : CommonRegister.values()) {
      if (register.name().equalsIgnoreCase(word)) {
        next++;
        return new Named(register, Event.ANY_SOCKET);
      }
    }
    throw error("a register, such as VERSIONR, Sn_RX_RSR (any socket) or S3_RX_RSR");
  }

  /** The constant of an enum whose word is next, with hyphens for underscores. */
  <E extends Enum<E>> E constant(Class<E> type) {
    var known = new StringJoiner(", ");
    for (var constant : type.getEnumConstants()) {
      String word = constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
      if (accept(word)) {
        return constant;
      }
      known.add("'" + word + "'");
    }
    throw error("one of " + known);
  }

  /** Complains about the next word. */
  ScenarioSyntaxException error(String expected) {
    String found = isAtEnd() ? "the line ends here" : "'" + words.get(next) + "' is not understood";
    return new ScenarioSyntaxException(line, found + "; expected " + expected);
  }

  /** Complains about the line as a whole. */
  ScenarioSyntaxException error(IllegalArgumentException cause) {
    return new ScenarioSyntaxException(line, String.valueOf(cause.getMessage()));
  }
}
