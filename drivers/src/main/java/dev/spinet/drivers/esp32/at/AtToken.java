package dev.spinet.drivers.esp32.at;

import java.nio.charset.StandardCharsets;

/** A fixed text of the language, ready to be compared or written without allocating. */
public final class AtToken {

  private final byte[] bytes;
  private final String text;

  /**
   * A text.
   *
   * @param text ASCII characters
   */
  public AtToken(String text) {
    this.text = text;
    bytes = text.getBytes(StandardCharsets.US_ASCII);
  }

  int length() {
    return bytes.length;
  }

  byte[] bytes() {
    return bytes;
  }

  /**
   * Whether the command that begins so changes nothing, so that it may be sent any number of times.
   */
  boolean isQuestion() {
    return text.endsWith("?") || text.equals("AT");
  }

  @Override
  public String toString() {
    return text;
  }
}
