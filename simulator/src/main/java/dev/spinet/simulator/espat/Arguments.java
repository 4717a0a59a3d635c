package dev.spinet.simulator.espat;

import dev.spinet.bindings.espat.ErrorCause;
import dev.spinet.simulator.packet.Ipv4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The parameters of a command: numbers and quoted strings between commas, any of them left out. In
 * a string a backslash takes the character behind it as it is (ESP-AT User Guide, command types).
 */
final class Arguments {

  /** A parameter as it was written. */
  private sealed interface Token {
    record Omitted() implements Token {}

    record Numeric(long value) implements Token {}

    record Text(String value) implements Token {}
  }

  private static final int DIGITS_MAX = 12;

  private final List<Token> tokens;

  private Arguments(List<Token> tokens) {
    this.tokens = tokens;
  }

  /**
   * Takes a list apart.
   *
   * @throws AtException if it cannot be read
   */
  static Arguments parse(String text) {
    var parser = new Parser(text);
    var tokens = new ArrayList<Token>();
    while (true) {
      tokens.add(parser.token());
      if (parser.isAtEnd()) {
        return new Arguments(tokens);
      }
      parser.comma();
    }
  }

  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    boolean isAtEnd() {
      return at == text.length();
    }

    void comma() {
      if (text.charAt(at++) != ',') {
        throw new AtException(ErrorCause.UNREADABLE);
      }
    }

    Token token() {
      if (isAtEnd() || text.charAt(at) == ',') {
        return new Token.Omitted();
      }
      return text.charAt(at) == '"' ? string() : number();
    }

    private Token string() {
      var value = new StringBuilder();
      at++;
      while (!isAtEnd()) {
        char next = text.charAt(at++);
        if (next == '"') {
          return new Token.Text(value.toString());
        }
        if (next == '\\') {
          if (isAtEnd()) {
            break;
          }
          next = text.charAt(at++);
        }
        value.append(next);
      }
      throw new AtException(ErrorCause.UNREADABLE);
    }

    private Token number() {
      int start = at;
      while (!isAtEnd() && text.charAt(at) != ',') {
        at++;
      }
      var digits = text.substring(start, at);
      try {
        if (digits.length() > DIGITS_MAX) {
          throw new AtException(ErrorCause.UNREADABLE);
        }
        return new Token.Numeric(
            digits.startsWith("0x")
                ? Long.parseLong(digits.substring(2), 16)
                : Long.parseLong(digits));
      } catch (NumberFormatException e) {
        throw new AtException(ErrorCause.UNREADABLE);
      }
    }
  }

  int count() {
    return tokens.size();
  }

  /** Leaves the first ones out, where they have been dealt with. */
  Arguments from(int index) {
    return new Arguments(tokens.subList(Math.min(index, tokens.size()), tokens.size()));
  }

  boolean has(int index) {
    return index < tokens.size() && !(tokens.get(index) instanceof Token.Omitted);
  }

  /** Whether a parameter is a string. */
  boolean isText(int index) {
    return index < tokens.size() && tokens.get(index) instanceof Token.Text;
  }

  long number(int index, long least, long most) {
    if (!has(index)) {
      throw new AtException(ErrorCause.COUNT);
    }
    if (!(tokens.get(index) instanceof Token.Numeric(long value))) {
      throw new AtException(ErrorCause.TYPE);
    }
    if (value < least || value > most) {
      throw new AtException(ErrorCause.INVALID);
    }
    return value;
  }

  int integer(int index, int least, int most) {
    return (int) number(index, least, most);
  }

  int integer(int index, int least, int most, int otherwise) {
    return has(index) ? integer(index, least, most) : otherwise;
  }

  boolean flag(int index) {
    return integer(index, 0, 1) == 1;
  }

  String text(int index, int longest) {
    if (!has(index)) {
      throw new AtException(ErrorCause.COUNT);
    }
    if (!(tokens.get(index) instanceof Token.Text(String value))) {
      throw new AtException(ErrorCause.TYPE);
    }
    if (value.length() > longest) {
      throw new AtException(ErrorCause.LENGTH);
    }
    return value;
  }

  Optional<String> optionalText(int index, int longest) {
    return has(index) ? Optional.of(text(index, longest)) : Optional.empty();
  }

  Ipv4Address address(int index) {
    try {
      return Ipv4Address.parse(text(index, "255.255.255.255".length()));
    } catch (IllegalArgumentException e) {
      throw new AtException(ErrorCause.INVALID);
    }
  }
}
