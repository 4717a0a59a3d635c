package dev.spinet.cli.trace;

import dev.spinet.simulator.trace.BusTrace;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Whole frames of one bus, from wherever, on their way to the text of a trace. */
final class FrameFeed {

  private final BusTrace trace;
  private long now;

  /**
   * A feed at time 0.
   *
   * @param lines gets a line for each frame
   */
  FrameFeed(Consumer<String> lines) {
    trace = new BusTrace(lines, () -> now);
  }

  /**
   * A frame.
   *
   * @param nanos when it began
   * @param number its number
   * @param length its bytes, of which only the first may be known
   * @param mosi what is known of the bytes to the chip
   * @param miso the same of those from the chip; {@code null} if they are not known
   */
  void frame(long nanos, long number, int length, byte[] mosi, byte @Nullable [] miso) {
    now = nanos;
    trace.frameStarted(number);
    if (mosi.length > 0) {
      trace.exchanged(
          number,
          0,
          MemorySegment.ofArray(mosi),
          0,
          miso == null ? null : MemorySegment.ofArray(miso),
          0,
          mosi.length);
    }
    if (length > mosi.length) {
      // Of the rest, which is payload, the text says the length only.
      trace.exchanged(number, mosi.length, null, 0, null, 0, length - mosi.length);
    }
    trace.frameEnded(number, length);
  }
}
