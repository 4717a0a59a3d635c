package dev.spinet.cli.get;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.util.OptionalLong;

/**
 * The body of a response: what stands between the head and where the head, or the body itself, says
 * that it ends (RFC 9112, section 6.3). A stream that ends earlier is not the end, but an error.
 */
final class Body {

  /** Where the body ends. */
  private enum End {
    COUNTED,
    CHUNKED,
    WITH_CONNECTION
  }

  private static final int HEX = 16;
  private static final int LONGEST_SIZE_LINE = 4096;

  private final InputStream in;
  private final End end;
  private final OptionalLong length;

  /** Bytes until the end of the body, or of the chunk. */
  private long left;

  private boolean first = true;
  private boolean over;

  private Body(InputStream in, End end, OptionalLong length) {
    this.in = in;
    this.end = end;
    this.length = length;
    this.left = end == End.COUNTED ? length.orElseThrow() : 0;
  }

  /** The body behind a head. */
  static Body after(Head head, InputStream in) throws ProtocolException {
    if (head.isChunked()) {
      if (head.contentLength().isPresent()) {
        throw new ProtocolException("the server names a length and sends in chunks: one is wrong");
      }
      return new Body(in, End.CHUNKED, OptionalLong.empty());
    }
    OptionalLong length = head.contentLength();
    return new Body(in, length.isPresent() ? End.COUNTED : End.WITH_CONNECTION, length);
  }

  /** How long it is, if the server has said so. */
  OptionalLong length() {
    return length;
  }

  /**
   * Reads some bytes.
   *
   * @return how many, at least 1; -1 at the end of the body
   * @throws EOFException if the connection ends before
   */
  int read(byte[] buffer) throws IOException {
    if (over) {
      return -1;
    }
    if (left == 0 && !begin()) {
      over = true;
      return -1;
    }
    int most = (int) Math.min(buffer.length, left);
    int read = in.read(buffer, 0, most);
    if (read < 0) {
      if (end != End.WITH_CONNECTION) {
        throw new EOFException("the connection ended too early");
      }
      over = true;
      return -1;
    }
    if (end != End.WITH_CONNECTION) {
      left -= read;
    }
    return read;
  }

  /** Begins what comes next: a chunk, or everything there is. */
  private boolean begin() throws IOException {
    left =
        switch (end) {
          case COUNTED -> 0;
          case WITH_CONNECTION -> Long.MAX_VALUE;
          case CHUNKED -> chunk();
        };
    return left > 0;
  }

  /** The size of the next chunk; the fields behind the last one are of no use here. */
  private long chunk() throws IOException {
    int[] budget = {LONGEST_SIZE_LINE};
    if (!first && !Head.line(in, budget).isEmpty()) {
      throw new ProtocolException("a chunk of the server is longer than it said");
    }
    first = false;
    String line = Head.line(in, budget);
    int extension = line.indexOf(';');
    String digits = (extension < 0 ? line : line.substring(0, extension)).strip();
    if (!digits.matches("[0-9A-Fa-f]{1,15}")) {
      throw new ProtocolException(
          "'%s' is not the size of a chunk".formatted(Head.printable(digits)));
    }
    long size = Long.parseLong(digits, HEX);
    if (size == 0) {
      int[] trailers = {Head.MOST_BYTES};
      while (!Head.line(in, trailers).isEmpty()) {
        // Read to the end, so that a body that is cut right before it is not taken for whole.
      }
    }
    return size;
  }
}
