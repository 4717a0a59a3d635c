package dev.spinet.simulator.unix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads lines of bounded length from a connection. */
final class LineReader {

  private final TimedChannel channel;
  private final long nanos;
  private final ByteBuffer buffer = ByteBuffer.allocate(SpiSocketProtocol.MAX_LINE + 1);

  /** Waits at most so long for each piece of a line. */
  LineReader(TimedChannel channel, long nanos) {
    this.channel = channel;
    this.nanos = nanos;
  }

  /**
   * The next line without its end, or null at the end of the stream. A last line without an end
   * counts.
   *
   * @throws IOException if the line is too long or the connection is closed
   */
  @Nullable String next() throws IOException {
    int searched = 0;
    while (true) {
      for (; searched < buffer.position(); searched++) {
        if (buffer.get(searched) == '\n') {
          return take(searched, searched + 1);
        }
      }
      if (!buffer.hasRemaining()) {
        throw new IOException(
            "it sent a line of more than " + SpiSocketProtocol.MAX_LINE + " bytes");
      }
      if (channel.read(buffer, nanos) < 0) {
        return searched == 0 ? null : take(searched, searched);
      }
    }
  }

  private String take(int length, int consumed) {
    var line = new String(buffer.array(), 0, length, StandardCharsets.UTF_8);
    buffer.flip().position(consumed);
    buffer.compact();
    return line.strip();
  }
}
