package dev.spinet.simulator.espat;

import java.nio.charset.StandardCharsets;

/** Text whose characters stand for the bytes of their numbers, 0 to 255. */
final class WireText {

  private WireText() {}

  /** What a text is on the wire, if it is written in UTF-8 as everywhere. */
  static String of(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  static String of(byte[] bytes, int offset, int length) {
    return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
  }

  static byte[] bytes(String wireText) {
    return wireText.getBytes(StandardCharsets.ISO_8859_1);
  }
}
