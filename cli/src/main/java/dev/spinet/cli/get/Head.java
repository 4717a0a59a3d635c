package dev.spinet.cli.get;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What stands before the body of a response: the status line and the fields (RFC 9112, sections 2
 * to 6).
 */
final class Head {

  static final int MOST_BYTES = 1 << 16;

  private static final int INFORMATIONAL = 100;
  private static final int SUCCESSFUL = 200;
  private static final int STATUS_PARTS = 3;

  private final int status;
  private final String statusLine;
  private final Map<String, List<String>> fields;

  private Head(int status, String statusLine, Map<String, List<String>> fields) {
    this.status = status;
    this.statusLine = statusLine;
    this.fields = fields;
  }

  /**
   * Reads the head of a final response; those that only announce one are skipped.
   *
   * @param in a buffered stream, left at the first byte of the body
   */
  static Head read(InputStream in) throws IOException {
    while (true) {
      var head = readOne(in);
      if (head.status < INFORMATIONAL || head.status >= SUCCESSFUL) {
        return head;
      }
      if (head.status == INFORMATIONAL + 1) {
        throw new ProtocolException("the server changes to a protocol nobody asked for");
      }
    }
  }

  private static Head readOne(InputStream in) throws IOException {
    int[] budget = {MOST_BYTES};
    String statusLine = line(in, budget);
    String[] parts = statusLine.split(" ", STATUS_PARTS);
    if (parts.length < 2 || !parts[0].matches("HTTP/1\\.[0-9]") || !parts[1].matches("[0-9]{3}")) {
      throw new ProtocolException(
          "the server does not speak HTTP/1: '%s'".formatted(printable(statusLine)));
    }
    var fields = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
    for (String line = line(in, budget); !line.isEmpty(); line = line(in, budget)) {
      int colon = line.indexOf(':');
      if (colon < 1 || !line.substring(0, colon).matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
        throw new ProtocolException(
            "the server sends a field that is none: '%s'".formatted(printable(line)));
      }
      fields
          .computeIfAbsent(line.substring(0, colon), _ -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    return new Head(Integer.parseInt(parts[1]), printable(statusLine), fields);
  }

  /** A line without its end; CR LF, and LF alone as RFC 9112, section 2.2 allows. */
  static String line(InputStream in, int[] budget) throws IOException {
    var bytes = new StringBuilder();
    while (true) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException(
            "the server closed the connection before it had said what comes, or where it ends");
      }
      budget[0]--;
      if (budget[0] < 0) {
        throw new ProtocolException(
            "the server sends more than %d bytes before the body".formatted(MOST_BYTES));
      }
      if (next == '\n') {
        int length = bytes.length();
        boolean carriage = length > 0 && bytes.charAt(length - 1) == '\r';
        return bytes.substring(0, carriage ? length - 1 : length);
      }
      bytes.append((char) next);
    }
  }

  /** What a server says must not act on a terminal. */
  static String printable(String text) {
    String bytes =
        new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.US_ASCII);
    String clean = bytes.replaceAll("[^ -~]", "?");
    return clean.length() > 100 ? clean.substring(0, 100) + "..." : clean;
  }

  int status() {
    return status;
  }

  /** For messages. */
  String statusLine() {
    return statusLine;
  }

  /** A field that stands there once, or several times with the same value. */
  Optional<String> field(String name) throws ProtocolException {
    var values = fields.getOrDefault(name, List.of());
    if (values.stream().distinct().count() > 1) {
      throw new ProtocolException(
          "the server sends several fields '%s' that differ".formatted(name));
    }
    return values.stream().findFirst();
  }

  /** Whether the body comes in chunks. */
  boolean isChunked() throws ProtocolException {
    var codings = fields.getOrDefault("Transfer-Encoding", List.of());
    if (codings.isEmpty()) {
      return false;
    }
    if (!String.join(",", codings).toLowerCase(Locale.ROOT).equals("chunked")) {
      throw new ProtocolException(
          "the server sends in the coding '%s', which was not asked for"
              .formatted(printable(String.join(", ", codings))));
    }
    return true;
  }

  /** Bytes of the body, if it does not come in chunks and the server says how many. */
  OptionalLong contentLength() throws ProtocolException {
    var value = field("Content-Length");
    if (value.isEmpty()) {
      return OptionalLong.empty();
    }
    if (!value.get().matches("[0-9]{1,18}")) {
      throw new ProtocolException(
          "'%s' is not a length of content".formatted(printable(value.get())));
    }
    return OptionalLong.of(Long.parseLong(value.get()));
  }

  /** Whether the body is what it says and not, for instance, compressed. */
  void requirePlain() throws ProtocolException {
    var coding = field("Content-Encoding");
    if (coding.isPresent() && !coding.get().equalsIgnoreCase("identity")) {
      throw new ProtocolException(
          "the server sends in the encoding '%s', which was not asked for"
              .formatted(printable(coding.get())));
    }
  }
}
