package dev.spinet.drivers.esp32.at;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.bus.ByteLink;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** What comes from the module, read and handed to the lexer. Used by the thread of the channel. */
final class AtInput {

  /** Bytes read in one piece while nothing special is expected. */
  private static final int INPUT_BYTES = 4096;

  /** The longest header of received data is shorter: few bytes of data are read with it. */
  private static final int HEADER_BYTES = 24;

  /** Reads without a pause before something else is done. */
  private static final int MOST_READS = 8;

  private final ByteLink link;
  private final AtLexer lexer;
  private final AtReply reply;
  private final AtCounters counters;
  private final MemorySegment input;
  private volatile boolean aborted;

  /** Whether the last read has left nothing behind. */
  private boolean allRead;

  AtInput(ByteLink link, Arena arena, AtLexer lexer, AtReply reply, AtCounters counters) {
    this.link = link;
    this.lexer = lexer;
    this.reply = reply;
    this.counters = counters;
    input = arena.allocate(INPUT_BYTES);
  }

  /** Makes every read fail. Any thread may call this. */
  void abort() {
    aborted = true;
  }

  /** Reads what is there, without waiting, so that the input does not overflow during a write. */
  void drain() throws IOException {
    pump(link.nanoTime());
    reply.throwIfRestarted();
  }

  /** The next {@link #catchUp} looks in any case. */
  void doubt() {
    allRead = false;
  }

  /**
   * Reads all that has come, without waiting, but not for ever from a module that never stops. Does
   * nothing if the last read has just found the end of what had come.
   */
  void catchUp() throws IOException {
    if (allRead) {
      return;
    }
    long before;
    int reads = 0;
    do {
      before = counters.received.sum();
      drain();
    } while (counters.received.sum() != before && ++reads < MOST_READS);
  }

  /** Reads once, and waits for that until a time. */
  void pump(long deadline) throws IOException {
    if (aborted) {
      throw new java.net.SocketException("the driver is closed");
    }
    long left = Math.max(0, deadline - link.nanoTime());
    var sink = lexer.payloadSink();
    int room = sink == null ? 0 : sink.room();
    if (sink != null && room > 0) {
      fill(sink, room, left);
      return;
    }
    int limit = reply.expectsHeader() && lexer.remaining() == 0 ? HEADER_BYTES : INPUT_BYTES;
    int n = link.read(input, 0, limit, left);
    count(n);
    // A wait that ends without a byte may have been ended by somebody who wants something.
    allRead = n > 0 && n < limit;
    lexer.feed(input, Math.max(0, n));
  }

  private void fill(PayloadSink sink, int room, long timeoutNanos) throws IOException {
    allRead = false;
    int n;
    try {
      n = link.read(sink.memory(), sink.offset(), Math.min(room, lexer.remaining()), timeoutNanos);
    } catch (IllegalStateException | WrongThreadException e) {
      sink.refused(e);
      return;
    }
    count(n);
    if (n > 0) {
      sink.filled(n);
      lexer.filled(n);
    }
  }

  private void count(int n) throws BusException {
    if (n < 0) {
      throw new BusException(
          link.name(), "%s has hung up: was the module unplugged?".formatted(link.name()), 0);
    }
    counters.received.add(n);
  }
}
