package dev.spinet.simulator.fuse.gpio;

import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.gen.linux.gpio_v2_line_event;
import java.lang.foreign.MemorySegment;

/**
 * Edges of the lines of one request that the program has not read yet. When it is full the oldest
 * is lost, which the program sees in the sequence numbers (linereq_put_event()).
 */
final class EventQueue {

  /** One size per line unless the program asks for another (gpio_v2_line_request). */
  private static final int DEFAULT_PER_LINE = 16;

  private final long[] times;
  private final int[] offsets;
  private final int[] sequences;
  private final int[] lineSequences;
  private final boolean[] rising;
  private int first;
  private int count;

  /**
   * A queue.
   *
   * @param requested what the program asks for; 0 for the usual size
   * @param lines number of lines of the request
   */
  EventQueue(int requested, int lines) {
    int most = LinuxConstants.GPIO_V2_LINES_MAX() * DEFAULT_PER_LINE;
    long wanted =
        requested == 0 ? (long) lines * DEFAULT_PER_LINE : Integer.toUnsignedLong(requested);
    int capacity = (int) Math.min(wanted, most);
    // The kernel's queue has a power of two entries.
    int size = Integer.highestOneBit(2 * capacity - 1);
    times = new long[size];
    offsets = new int[size];
    sequences = new int[size];
    lineSequences = new int[size];
    rising = new boolean[size];
  }

  boolean isEmpty() {
    return count == 0;
  }

  void add(long time, boolean isRising, int offset, int sequence, int lineSequence) {
    if (count == times.length) {
      first = (first + 1) % times.length;
      count--;
    }
    int at = (first + count) % times.length;
    times[at] = time;
    rising[at] = isRising;
    offsets[at] = offset;
    sequences[at] = sequence;
    lineSequences[at] = lineSequence;
    count++;
  }

  /**
   * Takes the oldest events.
   *
   * @param buffer where they go, as {@code struct gpio_v2_line_event}
   * @param size bytes of it to use at most
   * @return bytes written: whole events only
   */
  int take(MemorySegment buffer, int size) {
    int eventSize = Math.toIntExact(gpio_v2_line_event.sizeof());
    int written = 0;
    while (count > 0 && written + eventSize <= size) {
      var event = buffer.asSlice(written, eventSize);
      event.fill((byte) 0);
      gpio_v2_line_event.timestamp_ns(event, times[first]);
      gpio_v2_line_event.id(
          event,
          rising[first]
              ? LinuxConstants.GPIO_V2_LINE_EVENT_RISING_EDGE()
              : LinuxConstants.GPIO_V2_LINE_EVENT_FALLING_EDGE());
      gpio_v2_line_event.offset(event, offsets[first]);
      gpio_v2_line_event.seqno(event, sequences[first]);
      gpio_v2_line_event.line_seqno(event, lineSequences[first]);
      first = (first + 1) % times.length;
      count--;
      written += eventSize;
    }
    return written;
  }
}
