package dev.spinet.cli.json;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes JSON (RFC 8259) in one line. */
public final class Json {

  private static final int FIRST_PRINTABLE = 0x20;

  private Json() {}

  /**
   * An object under construction; members stay in the order in which they were put.
   *
   * @return an empty map
   */
  public static Map<String, Object> object() {
    return new LinkedHashMap<>();
  }

  /**
   * Writes a value.
   *
   * @param value a map with string keys, a list, a string, a finite number or a boolean, nested as
   *     deep as needed
   * @return its text
   * @throws IllegalArgumentException if there is anything else in it
   */
  public static String write(Object value) {
    var text = new StringBuilder();
    write(value, text);
    return text.toString();
  }

  private static void write(Object value, StringBuilder text) {
    switch (value) {
      case Map<?, ?> members -> writeObject(members, text);
      case List<?> elements -> writeArray(elements, text);
      case String string -> writeString(string, text);
      case Boolean bool -> text.append(bool);
      case Integer number -> text.append(number);
      case Long number -> text.append(number);
      case Double number when Double.isFinite(number) -> text.append(number);
      default ->
          throw new IllegalArgumentException(
              "%s is nothing JSON can say: %s".formatted(value.getClass().getName(), value));
    }
  }

  private static void writeObject(Map<?, ?> members, StringBuilder text) {
    text.append('{');
    String separator = "";
    for (Map.Entry<?, ?> member : members.entrySet()) {
      text.append(separator);
      writeString(String.valueOf(member.getKey()), text);
      text.append(':');
      write(member.getValue(), text);
      separator = ",";
    }
    text.append('}');
  }

  private static void writeArray(List<?> elements, StringBuilder text) {
    text.append('[');
    String separator = "";
    for (Object element : elements) {
      text.append(separator);
      write(element, text);
      separator = ",";
    }
    text.append(']');
  }

  private static void writeString(String string, StringBuilder text) {
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          // Half of a surrogate pair has no encoding; escaped, it survives. Escaping all beyond
          // ASCII keeps the text whole whatever the encoding of standard output is.
          if (c < FIRST_PRINTABLE || c > '~') {
            text.append("\\u%04x".formatted((int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }
}
