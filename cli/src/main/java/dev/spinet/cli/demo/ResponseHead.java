package dev.spinet.cli.demo;

import java.net.ProtocolException;
import java.util.Locale;

/**
 * What stands before the body of an HTTP/1.1 response (RFC 9112, sections 4 to 6), as far as a
 * download of known length needs it.
 *
 * @param contentLength bytes of the body
 */
record ResponseHead(long contentLength) {

  private static final int NAME_AND_VALUE = 2;

  /**
   * Reads a head.
   *
   * @param text everything before the empty line, lines ending with CR LF
   * @return what it says
   * @throws ProtocolException if it is not the head of a successful response with a length
   */
  static ResponseHead parse(String text) throws ProtocolException {
    String[] lines = text.split("\r\n", -1);
    String[] status = lines[0].split(" ", 3);
    if (status.length < NAME_AND_VALUE || !status[0].matches("HTTP/1\\.[01]")) {
      throw new ProtocolException("the server does not speak HTTP/1: '%s'".formatted(lines[0]));
    }
    if (!status[1].equals("200")) {
      throw new ProtocolException("the HTTP server answered '%s'".formatted(lines[0]));
    }
    long length = -1;
    for (int i = 1; i < lines.length; i++) {
      String[] field = lines[i].split(":", NAME_AND_VALUE);
      String value = field.length < NAME_AND_VALUE ? "" : field[1].strip();
      switch (field[0].toLowerCase(Locale.ROOT)) {
        case "content-length" -> length = length(length, value);
        case "transfer-encoding" ->
            throw new ProtocolException(
                "the HTTP server sends in the encoding '%s', which was not asked for"
                    .formatted(value));
        default -> {}
      }
    }
    if (length < 0) {
      throw new ProtocolException("the HTTP server does not say how long its answer is");
    }
    return new ResponseHead(length);
  }

  /** Several fields with the same length are one, with different lengths an attack. */
  private static long length(long earlier, String value) throws ProtocolException {
    if (!value.matches("[0-9]{1,18}")) {
      throw new ProtocolException("'%s' is not a length of content".formatted(value));
    }
    long length = Long.parseLong(value);
    if (earlier >= 0 && earlier != length) {
      throw new ProtocolException(
          "the HTTP server names two lengths: %d and %d".formatted(earlier, length));
    }
    return length;
  }
}
