package dev.spinet.drivers.esp32.at;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Takes the bytes from the module apart into lines, prompts and counted payloads, in bounded memory
 * and whatever the bytes are. Not safe for use by several threads.
 */
final class AtLexer {

  /**
   * More than the longest line that means anything, a list of all links or an access point's
   * description; the rest of a longer one is dropped.
   */
  static final int LINE_CAPACITY = 512;

  private static final int LINE_END_BYTES = 2;

  /** Who is told. */
  interface Events {

    /** A line that is not empty. */
    void line(AtLine line);

    /** The module asks for the payload of a command. */
    void prompt();

    /**
     * Asks, at a colon or a comma in a line that begins with a plus sign, whether a payload begins
     * behind it.
     *
     * @param line the line up to the byte
     * @param delimiter the byte
     * @return the payload's length; negative if none begins
     */
    int payloadBehind(AtLine line, byte delimiter);

    /** Where the payload goes that begins; {@code null} to drop it. */
    @Nullable PayloadSink sink();

    /** Whether a line end has to follow the payload that is complete now. */
    boolean lineEndFollows();

    /** A line end had to follow a payload, and something else did. */
    void payloadNotFollowedByLineEnd();
  }

  private final Events events;
  private final AtLine line = new AtLine(LINE_CAPACITY);
  private boolean promptWanted;
  private int remaining;
  private @Nullable PayloadSink sink;
  private long strange;

  /** Bytes of a line end that still have to follow a payload. */
  private int lineEndWanted;

  AtLexer(Events events) {
    this.events = events;
  }

  /** Whether a {@code >} at the beginning of a line is a prompt. */
  void wantPrompt(boolean wanted) {
    promptWanted = wanted;
  }

  /** Bytes outside of payloads that are no text in ASCII: most of those sent at another speed. */
  long strange() {
    return strange;
  }

  /** Bytes of the present payload that are still to come. */
  int remaining() {
    return remaining;
  }

  /** Where they go; {@code null} if they are dropped or there is no payload. */
  @Nullable PayloadSink payloadSink() {
    return remaining > 0 ? sink : null;
  }

  /** Forgets a line or payload that has begun. */
  void reset() {
    line.clear();
    remaining = 0;
    sink = null;
    lineEndWanted = 0;
  }

  /** Takes bytes apart. */
  void feed(MemorySegment input, int count) {
    int at = 0;
    while (at < count) {
      if (remaining > 0) {
        at += payload(input, at, count - at);
      } else {
        text(input.get(JAVA_BYTE, at++));
      }
    }
  }

  /** Bytes of the payload have been read right into the sink. */
  void filled(int count) {
    remaining -= count;
    if (remaining == 0) {
      endPayload();
    }
  }

  private int payload(MemorySegment input, int from, int count) {
    int n = Math.min(count, remaining);
    var to = sink;
    if (to == null) {
      filled(n);
      return n;
    }
    int room = to.room();
    if (room == 0) {
      to.dropped(n);
    } else {
      n = Math.min(n, room);
      try {
        MemorySegment.copy(input, from, to.memory(), to.offset(), n);
      } catch (IllegalStateException | WrongThreadException e) {
        to.refused(e);
        return 0;
      }
      to.filled(n);
    }
    filled(n);
    return n;
  }

  private void endPayload() {
    var to = sink;
    sink = null;
    if (to != null) {
      to.complete();
    }
    if (events.lineEndFollows()) {
      lineEndWanted = LINE_END_BYTES;
    }
  }

  private void text(byte octet) {
    if (lineEndWanted > 0) {
      boolean right = octet == (lineEndWanted == LINE_END_BYTES ? '\r' : '\n');
      lineEndWanted--;
      if (right) {
        return;
      }
      lineEndWanted = 0;
      events.payloadNotFollowedByLineEnd();
    }
    if (octet < ' ' && octet != '\r' && octet != '\n') {
      strange++;
    }
    switch (octet) {
      case '\n' -> endLine();
      case '>' -> {
        if (promptWanted && line.length() == 0) {
          promptWanted = false;
          events.prompt();
        } else {
          line.add(octet);
        }
      }
      case ':', ',' -> {
        if (!beginPayload(octet)) {
          line.add(octet);
        }
      }
      default -> line.add(octet);
    }
  }

  private boolean beginPayload(byte delimiter) {
    line.seek(0);
    if (line.isCut() || !line.skip('+')) {
      return false;
    }
    int length = events.payloadBehind(line, delimiter);
    if (length < 0) {
      return false;
    }
    line.clear();
    remaining = length;
    sink = events.sink();
    if (length == 0) {
      endPayload();
    }
    return true;
  }

  private void endLine() {
    line.dropCarriageReturns();
    if (line.length() > 0) {
      line.seek(0);
      events.line(line);
    }
    line.clear();
  }
}
