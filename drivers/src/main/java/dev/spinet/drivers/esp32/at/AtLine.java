package dev.spinet.drivers.esp32.at;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One line from the module without its line end, and a place in it up to which it has been read.
 * The same object serves every line: it is valid only until the method it was given to returns.
 * Reading allocates nothing unless a text is asked for.
 */
public final class AtLine {

  /** What {@link #number()} returns where there is no number. */
  public static final long NO_NUMBER = Long.MIN_VALUE;

  private static final int MOST_DIGITS = 18;
  private static final int RADIX = 10;

  private final byte[] bytes;
  private int length;
  private boolean cut;
  private int position;

  /**
   * An empty line.
   *
   * @param capacity bytes that are kept of a line; what follows is dropped
   */
  AtLine(int capacity) {
    bytes = new byte[capacity];
  }

  /**
   * A line with a content, for tests and for lines that are put aside.
   *
   * @param content the bytes, copied
   */
  public AtLine(byte... content) {
    bytes = content.clone();
    length = bytes.length;
  }

  void clear() {
    length = 0;
    position = 0;
    cut = false;
  }

  void add(byte octet) {
    if (length < bytes.length) {
      bytes[length++] = octet;
    } else {
      cut = true;
    }
  }

  void dropCarriageReturns() {
    while (length > 0 && bytes[length - 1] == '\r') {
      length--;
    }
  }

  /**
   * How long the line is.
   *
   * @return bytes, 0 or more
   */
  public int length() {
    return length;
  }

  /**
   * Whether the line was too long, and its end is missing.
   *
   * @return whether bytes were dropped
   */
  public boolean isCut() {
    return cut;
  }

  /**
   * Whether the line is a token, whole.
   *
   * @param token the token
   * @return whether all bytes are the same
   */
  public boolean is(AtToken token) {
    return !cut && length == token.length() && startsWith(token);
  }

  /**
   * Whether the line begins with a token. If so, reading goes on behind it.
   *
   * @param token the token
   * @return whether its bytes are the first ones
   */
  public boolean startsWith(AtToken token) {
    int n = token.length();
    if (length < n || !Arrays.equals(bytes, 0, n, token.bytes(), 0, n)) {
      return false;
    }
    position = n;
    return true;
  }

  /**
   * Goes back to a place.
   *
   * @param index bytes from the beginning
   */
  public void seek(int index) {
    position = Math.clamp(index, 0, length);
  }

  /**
   * Passes over one byte if it is the expected one.
   *
   * @param expected an ASCII character
   * @return whether it was there
   */
  public boolean skip(char expected) {
    if (position < length && bytes[position] == expected) {
      position++;
      return true;
    }
    return false;
  }

  /**
   * Passes over a token if it is what comes next.
   *
   * @param token the token
   * @return whether it was there; if not, nothing is read
   */
  public boolean skip(AtToken token) {
    int n = token.length();
    if (length - position < n
        || !Arrays.equals(bytes, position, position + n, token.bytes(), 0, n)) {
      return false;
    }
    position += n;
    return true;
  }

  /**
   * Whether the line has been read to its end.
   *
   * @return whether nothing is left
   */
  public boolean atEnd() {
    return position == length;
  }

  /**
   * Reads a decimal number with an optional sign.
   *
   * @return the number; {@link #NO_NUMBER} if there is none, and nothing is read then
   */
  public long number() {
    int at = position;
    boolean negative = at < length && bytes[at] == '-';
    if (negative) {
      at++;
    }
    int first = at;
    long value = 0;
    while (at < length && bytes[at] >= '0' && bytes[at] <= '9' && at - first < MOST_DIGITS) {
      value = value * RADIX + (bytes[at] - '0');
      at++;
    }
    if (at == first) {
      return NO_NUMBER;
    }
    position = at;
    return negative ? -value : value;
  }

  /**
   * Reads a decimal number that has to be in a range.
   *
   * @param least the smallest value allowed
   * @param most the largest value allowed
   * @return the number; less than {@code least} if there is none in the range
   */
  public int number(int least, int most) {
    int start = position;
    long value = number();
    if (value < least || value > most) {
      position = start;
      return least - 1;
    }
    return (int) value;
  }

  /**
   * Reads a hexadecimal number that begins with {@code 0x}.
   *
   * @return its low 32 bits; 0 if there is none
   */
  public int hexNumber() {
    if (!skip('0') || !skip('x')) {
      return 0;
    }
    int value = 0;
    while (position < length) {
      int digit = Character.digit(bytes[position], 16);
      if (digit < 0) {
        break;
      }
      value = value << 4 | digit;
      position++;
    }
    return value;
  }

  /**
   * Reads a text between quotes that holds no quote itself, such as an address.
   *
   * @return the text in ISO 8859-1; {@code null} if there is none
   */
  public @Nullable String quoted() {
    if (position >= length || bytes[position] != '"') {
      return null;
    }
    for (int i = position + 1; i < length; i++) {
      if (bytes[i] == '"') {
        var text = new String(bytes, position + 1, i - position - 1, StandardCharsets.ISO_8859_1);
        position = i + 1;
        return text;
      }
    }
    return null;
  }

  /**
   * Reads a text between quotes whose quotes and commas the module has not escaped, such as an
   * SSID: up to the last quote that leaves a number of commas behind it.
   *
   * @param commasBehind how many commas follow the text's closing quote at least
   * @return the bytes; {@code null} if there is no such text
   */
  public byte @Nullable [] quotedFromRight(int commasBehind) {
    if (position >= length || bytes[position] != '"') {
      return null;
    }
    int commas = 0;
    for (int i = length - 1; i > position; i--) {
      if (bytes[i] == ',') {
        commas++;
      } else if (bytes[i] == '"' && commas >= commasBehind) {
        byte[] text = Arrays.copyOfRange(bytes, position + 1, i);
        position = i + 1;
        return text;
      }
    }
    return null;
  }

  /**
   * The rest as text, for messages.
   *
   * @return what has not been read yet, in ISO 8859-1
   */
  public String rest() {
    return new String(bytes, position, length - position, StandardCharsets.ISO_8859_1);
  }

  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }
}
