package dev.spinet.cli.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON (RFC 8259) into what {@link Json} writes: maps, lists, strings, booleans, and numbers
 * as {@link Long} or {@link Double}; {@code null} inside as {@code null}. Anything else is refused
 * with the line and column of the first wrong character.
 */
public final class JsonReader {

  /** Deeper nesting than any honest document has; a stack overflow is no error message. */
  private static final int DEEPEST = 200;

  private static final int UNICODE_DIGITS = 4;
  private static final int HEX = 16;
  private static final int FIRST_PRINTABLE = 0x20;
  private static final int MOST_DIGITS = 1000;

  private final String text;
  private int at;
  private int depth;

  private JsonReader(String text) {
    this.text = text;
  }

  /**
   * Reads one value.
   *
   * @param text the whole text
   * @return the value; {@code null} for the text {@code null}
   * @throws IllegalArgumentException if this is not JSON; the message says where
   */
  public static @Nullable Object read(String text) {
    var reader = new JsonReader(text);
    reader.skipSpace();
    var value = reader.value();
    reader.skipSpace();
    if (reader.at < text.length()) {
      throw reader.wrong("nothing more was expected");
    }
    return value;
  }

  private @Nullable Object value() {
    return switch (peek()) {
      case '{' -> nested(this::object);
      case '[' -> nested(this::array);
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private interface Part {
    Object read();
  }

  private Object nested(Part part) {
    depth++;
    if (depth > DEEPEST) {
      throw wrong("it is nested too deeply");
    }
    at++;
    skipSpace();
    var value = part.read();
    depth--;
    return value;
  }

  private Map<String, @Nullable Object> object() {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    if (take('}')) {
      return members;
    }
    do {
      skipSpace();
      String name = string();
      skipSpace();
      expect(':');
      skipSpace();
      if (members.containsKey(name)) {
        throw wrong("the member '" + name + "' is there twice");
      }
      members.put(name, value());
      skipSpace();
    } while (take(','));
    expect('}');
    return members;
  }

  private List<@Nullable Object> array() {
    List<@Nullable Object> elements = new ArrayList<>();
    if (take(']')) {
      return elements;
    }
    do {
      skipSpace();
      elements.add(value());
      skipSpace();
    } while (take(','));
    expect(']');
    return elements;
  }

  private String string() {
    expect('"');
    var string = new StringBuilder();
    while (true) {
      char c = next();
      if (c == '"') {
        return string.toString();
      }
      if (c < FIRST_PRINTABLE) {
        at--;
        throw wrong("a string has a control character in it");
      }
      string.append(c == '\\' ? escaped() : c);
    }
  }

  private char escaped() {
    char c = next();
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> {
        at--;
        throw wrong("there is no escape '\\" + c + "'");
      }
    };
  }

  private char unicode() {
    int code = 0;
    for (int i = 0; i < UNICODE_DIGITS; i++) {
      int digit = Character.digit(next(), HEX);
      if (digit < 0) {
        at--;
        throw wrong("a hexadecimal digit was expected");
      }
      code = code * HEX + digit;
    }
    return (char) code;
  }

  private @Nullable Object word(String word, @Nullable Object value) {
    if (!text.startsWith(word, at)) {
      throw wrong("a value was expected");
    }
    at += word.length();
    return value;
  }

  private Number number() {
    int start = at;
    boolean whole = true;
    take('-');
    if (!take('0')) {
      digits();
    }
    if (take('.')) {
      whole = false;
      digits();
    }
    if (take('e') || take('E')) {
      whole = false;
      if (!take('+')) {
        take('-');
      }
      digits();
    }
    String digits = text.substring(start, at);
    if (digits.length() > MOST_DIGITS) {
      throw wrong("the number is too long");
    }
    if (whole) {
      var value = new BigDecimal(digits);
      if (value.compareTo(BigDecimal.valueOf(value.longValue())) == 0) {
        return value.longValue();
      }
    }
    return Double.parseDouble(digits);
  }

  private void digits() {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (at == start) {
      throw wrong(start < text.length() ? "a value was expected" : "it ends too early");
    }
  }

  private void skipSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() {
    if (at >= text.length()) {
      throw wrong("it ends too early");
    }
    return text.charAt(at);
  }

  private char next() {
    char c = peek();
    at++;
    return c;
  }

  private boolean take(char c) {
    boolean there = at < text.length() && text.charAt(at) == c;
    if (there) {
      at++;
    }
    return there;
  }

  private void expect(char c) {
    if (!take(c)) {
      throw wrong(at < text.length() ? "'" + c + "' was expected" : "it ends too early");
    }
  }

  private IllegalArgumentException wrong(String what) {
    String before = text.substring(0, Math.min(at, text.length()));
    long line = before.chars().filter(c -> c == '\n').count() + 1;
    int column = before.length() - before.lastIndexOf('\n');
    return new IllegalArgumentException("%s, line %d, column %d".formatted(what, line, column));
  }
}
