package dev.spinet.drivers.esp32.at;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * One command on its way to the module, in native memory. The same object serves every command.
 * Only {@link #name()} ever goes into a message: what follows may be a password.
 */
public final class CommandLine {

  private static final int RADIX = 10;

  private final MemorySegment memory;
  private final int capacity;
  private final byte[] digits = new byte[20];
  private int length;
  private AtToken token = Tokens.AT;
  private String name = "";

  /**
   * An empty command.
   *
   * @param arena owns its memory
   * @param capacity most bytes of a command, its line end included
   */
  CommandLine(Arena arena, int capacity) {
    this.capacity = capacity;
    memory = arena.allocate(capacity);
  }

  /**
   * Begins a command, forgetting the one before.
   *
   * @param command what the command begins with up to its first argument, such as {@code
   *     AT+CIPSEND=}
   * @return this
   */
  public CommandLine begin(AtToken command) {
    wipe();
    token = command;
    name = command.toString();
    return raw(command.bytes());
  }

  /**
   * Adds a number.
   *
   * @param value the number
   * @return this
   */
  public CommandLine number(long value) {
    long rest = value;
    if (rest < 0) {
      put((byte) '-');
      rest = -rest;
    }
    int at = digits.length;
    do {
      digits[--at] = (byte) ('0' + rest % RADIX);
      rest /= RADIX;
    } while (rest != 0);
    while (at < digits.length) {
      put(digits[at++]);
    }
    return this;
  }

  /**
   * Adds a comma.
   *
   * @return this
   */
  public CommandLine comma() {
    put((byte) ',');
    return this;
  }

  /**
   * Adds fixed text.
   *
   * @param text the text
   * @return this
   */
  public CommandLine text(AtToken text) {
    return raw(text.bytes());
  }

  /**
   * Adds a text between quotes, its special characters escaped (ESP-AT, "AT Command Types": comma,
   * quote and backslash).
   *
   * @param text any bytes but zero, CR and LF, which end a command
   * @return this
   * @throws IllegalArgumentException if there is such a byte, or the command becomes too long
   */
  public CommandLine quoted(byte... text) {
    put((byte) '"');
    for (byte octet : text) {
      if (octet == 0 || octet == '\r' || octet == '\n') {
        wipe();
        throw new IllegalArgumentException(
            "a text for %s holds byte 0x%02x, which would end the command".formatted(name, octet));
      }
      if (octet == ',' || octet == '"' || octet == '\\') {
        put((byte) '\\');
      }
      put(octet);
    }
    put((byte) '"');
    return this;
  }

  /**
   * Adds a text between quotes.
   *
   * @param text the text, written in UTF-8
   * @return this
   * @throws IllegalArgumentException as {@link #quoted(byte...)}
   */
  public CommandLine quoted(String text) {
    return quoted(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Adds an IPv4 address between quotes. Allocates nothing.
   *
   * @param bits the address as 32 bits, its first octet in the highest eight
   * @return this
   */
  public CommandLine address(int bits) {
    put((byte) '"');
    for (int shift = 24; shift >= 0; shift -= 8) {
      number(bits >>> shift & 0xff);
      put(shift == 0 ? (byte) '"' : (byte) '.');
    }
    return this;
  }

  /** Ends the command. */
  void end() {
    put((byte) '\r');
    put((byte) '\n');
  }

  /** Overwrites the command, which may hold a password. */
  void wipe() {
    memory.asSlice(0, length).fill((byte) 0);
    length = 0;
  }

  /**
   * What may be said of the command in messages.
   *
   * @return its beginning, such as {@code AT+CWJAP=}
   */
  public String name() {
    return name;
  }

  /** What it begins with. */
  AtToken token() {
    return token;
  }

  MemorySegment memory() {
    return memory;
  }

  int length() {
    return length;
  }

  @Override
  public String toString() {
    return name;
  }

  private CommandLine raw(byte... bytes) {
    for (byte octet : bytes) {
      put(octet);
    }
    return this;
  }

  private void put(byte octet) {
    if (length == capacity) {
      wipe();
      throw new IllegalArgumentException(
          "%s is longer than the %d bytes that a command may have".formatted(name, capacity));
    }
    memory.set(JAVA_BYTE, length++, octet);
  }
}
