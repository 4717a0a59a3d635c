package dev.spinet.simulator.net.tcp;

import dev.spinet.simulator.packet.TcpSegment;

/**
 * The sending half of a connection: what may be sent now, what must be sent again, and when.
 * Recovery is that of RFC 6582 (three duplicate acknowledgments, then one segment per partial
 * acknowledgment) and RFC 6298 (time-out, then everything again from the first byte missing),
 * because the chips on this network keep nothing that arrives out of order.
 */
final class Transmission {

  /** Segment size every host can take (RFC 9293, section 3.7.1). */
  static final int DEFAULT_SEGMENT_BYTES = 536;

  /** What fits into the smallest packet of IPv4 (RFC 791, section 3.2); less would be nonsense. */
  private static final int MINIMUM_SEGMENT_BYTES = 28;

  private static final int DUPLICATES_OF_A_LOSS = 3;

  /** Sends one segment of this half. */
  @FunctionalInterface
  interface Emitter {
    /**
     * Sends some bytes of the ring.
     *
     * @param sequence sequence number of the first byte
     * @param offset where they are in the ring
     * @param length how many
     * @param last whether nothing is left behind them
     * @param fin whether FIN goes with them
     */
    void emit(int sequence, int offset, int length, boolean last, boolean fin);
  }

  private final ByteRing ring;
  private final RetransmissionTimer timer = new RetransmissionTimer();

  /** First sequence number not acknowledged; the ring begins there. */
  private int unacknowledged;

  private int next;

  /** The furthest {@link #next} has been; it goes back to send things again. */
  private int furthest;

  private int window;
  private int largestWindow;
  private int windowSequence;
  private int windowAcknowledgment;
  private int segmentBytes = DEFAULT_SEGMENT_BYTES;

  private boolean finQueued;
  private boolean finAcknowledged;

  private int duplicates;
  private boolean recovering;
  private int recoveryEnd;
  private boolean firstMissing;

  private boolean timing;
  private int timedSequence;
  private long timedAt;
  private long deadline = RetransmissionTimer.NEVER;
  private int unanswered;

  /** The first byte gets the sequence number after that of SYN. */
  Transmission(int first, int capacity) {
    ring = new ByteRing(capacity);
    unacknowledged = first;
    next = first;
    furthest = first;
  }

  ByteRing ring() {
    return ring;
  }

  /** What the peer said in its SYN. */
  void peerOffers(int maximumSegmentSize, TcpSegment segment) {
    if (maximumSegmentSize > 0) {
      segmentBytes =
          Math.clamp(maximumSegmentSize, MINIMUM_SEGMENT_BYTES, TcpConnection.SEGMENT_BYTES);
    }
    window = segment.window();
    largestWindow = window;
    windowSequence = segment.sequence();
    windowAcknowledgment = segment.acknowledgment();
  }

  /** No more bytes are added; FIN follows the last one. */
  void finish() {
    finQueued = true;
  }

  boolean isFinSent() {
    return finQueued && (finAcknowledged || furthest - unacknowledged > ring.size());
  }

  boolean isFinAcknowledged() {
    return finAcknowledged;
  }

  /** Whether everything sent has been acknowledged. */
  boolean isQuiet() {
    return furthest == unacknowledged && ring.size() == 0;
  }

  int unacknowledged() {
    return unacknowledged;
  }

  /** The sequence number for a segment without data. */
  int sequence() {
    // While the peer's window is closed the byte of a probe counts as not sent.
    return next == unacknowledged ? next : furthest;
  }

  /** Whether an acknowledgment is of something that has been sent. */
  boolean hasSent(int acknowledgment) {
    return !SequenceNumber.after(acknowledgment, furthest);
  }

  long deadline() {
    return deadline;
  }

  /** How many retransmissions and probes in a row nothing was heard after. */
  int unanswered() {
    return unanswered;
  }

  /** Takes note of the acknowledgment and the window of an acceptable segment. */
  void acknowledge(TcpSegment segment, long now) {
    int acknowledgment = segment.acknowledgment();
    unanswered = 0;
    boolean windowChanged = updateWindow(segment);
    if (SequenceNumber.after(acknowledgment, unacknowledged)) {
      advance(acknowledgment, now);
    } else if (acknowledgment == unacknowledged
        && segment.sequenceLength() == 0
        && !windowChanged
        && furthest != unacknowledged
        && ++duplicates == DUPLICATES_OF_A_LOSS
        && !recovering) {
      recovering = true;
      recoveryEnd = furthest;
      firstMissing = true;
    }
  }

  private boolean updateWindow(TcpSegment segment) {
    int sequence = segment.sequence();
    int acknowledgment = segment.acknowledgment();
    boolean newer =
        SequenceNumber.before(windowSequence, sequence)
            || (windowSequence == sequence
                && !SequenceNumber.after(windowAcknowledgment, acknowledgment));
    if (!newer) {
      return false;
    }
    boolean changed = window != segment.window();
    boolean opened = window == 0 && changed;
    window = segment.window();
    largestWindow = Math.max(largestWindow, window);
    windowSequence = sequence;
    windowAcknowledgment = acknowledgment;
    if (opened) {
      timer.progress();
      deadline = RetransmissionTimer.NEVER;
    }
    return changed;
  }

  private void advance(int acknowledgment, long now) {
    int advanced = acknowledgment - unacknowledged;
    int data = Math.min(advanced, ring.size());
    ring.discard(data);
    finAcknowledged |= advanced > data;
    unacknowledged = acknowledgment;
    next = SequenceNumber.later(next, unacknowledged);
    duplicates = 0;
    if (timing && !SequenceNumber.before(acknowledgment, timedSequence)) {
      timing = false;
      timer.sample(now - timedAt);
    } else {
      timer.progress();
    }
    deadline = now + timer.timeout();
    if (recovering) {
      recovering = SequenceNumber.before(unacknowledged, recoveryEnd);
      firstMissing = recovering;
    }
  }

  /** Sends what may be sent now. */
  void send(long now, Emitter emitter) {
    if (firstMissing) {
      firstMissing = false;
      timing = false;
      int length = Math.min(Math.min(ring.size(), segmentLimit()), Math.max(1, window));
      emit(emitter, unacknowledged, length);
    }
    sendNew(now, emitter);
    if (isQuiet()) {
      deadline = RetransmissionTimer.NEVER;
    } else if (deadline == RetransmissionTimer.NEVER) {
      deadline = now + timer.timeout();
    }
  }

  private void sendNew(long now, Emitter emitter) {
    while (true) {
      int offset = next - unacknowledged;
      int unsent = ring.size() - offset;
      int limit = segmentLimit();
      int length = Math.max(0, Math.min(Math.min(unsent, window - offset), limit));
      boolean fin = finQueued && !finAcknowledged && length == unsent;
      if (length == 0 && !fin) {
        return;
      }
      boolean silly = length < limit && length < unsent && offset > 0;
      if (silly) {
        return;
      }
      emit(emitter, next, length);
      int end = next + length + (fin ? 1 : 0);
      if (!timing && next == furthest) {
        timing = true;
        timedSequence = end;
        timedAt = now;
      }
      next = end;
      furthest = SequenceNumber.later(furthest, end);
    }
  }

  /** Sends again, or probes a closed window, if the time has come. */
  void expire(long now, Emitter emitter) {
    if (now < deadline) {
      return;
    }
    unanswered++;
    timer.backOff();
    timing = false;
    recovering = false;
    duplicates = 0;
    if (next == unacknowledged && ring.size() > 0) {
      emit(emitter, unacknowledged, 1);
      furthest = SequenceNumber.later(furthest, unacknowledged + 1);
    }
    next = unacknowledged;
    deadline = now + timer.timeout();
  }

  private void emit(Emitter emitter, int sequence, int length) {
    int offset = sequence - unacknowledged;
    boolean last = offset + length == ring.size();
    emitter.emit(sequence, offset, length, last, finQueued && last);
  }

  /**
   * Half the largest window seen, so that a chip with a small buffer can take one segment while it
   * passes the other on; whole segments otherwise.
   */
  private int segmentLimit() {
    return Math.min(segmentBytes, Math.max(DEFAULT_SEGMENT_BYTES, largestWindow / 2));
  }
}
