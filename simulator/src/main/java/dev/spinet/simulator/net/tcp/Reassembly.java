package dev.spinet.simulator.net.tcp;

import java.util.TreeMap;

/**
 * The receiving half of a connection: puts what arrives into order and says how much more may come.
 */
final class Reassembly {

  /** Most separate runs kept of what came too early; further ones are dropped and come again. */
  private static final int MAXIMUM_RUNS = 64;

  private static final int MAXIMUM_WINDOW = 0xFFFF;

  private final ByteRing ring;

  /** What came too early: distance of a run from {@link #next}, and its length. */
  private final TreeMap<Integer, Integer> early = new TreeMap<>();

  private int next;
  private int edge;
  private boolean finKnown;
  private int finSequence;
  private boolean finished;

  /** The next sequence number is that after the peer's SYN. */
  Reassembly(int next, int capacity) {
    this.ring = new ByteRing(capacity);
    this.next = next;
    this.edge = next;
  }

  ByteRing ring() {
    return ring;
  }

  /** The next sequence number expected. */
  int next() {
    return next;
  }

  /** Whether the peer's FIN and everything before it have arrived. */
  boolean isFinished() {
    return finished;
  }

  /** Whether a segment has anything to do with the window (RFC 9293, section 3.10.7.4). */
  boolean isAcceptable(int sequence, int length) {
    int window = edge - next;
    if (length == 0) {
      return window == 0 ? sequence == next : inWindow(sequence, window);
    }
    return window > 0
        && (inWindow(sequence, window)
            || inWindow(sequence + length - 1, window)
            || coversNext(sequence, length));
  }

  private boolean inWindow(int sequence, int window) {
    int distance = sequence - next;
    return distance >= 0 && distance < window;
  }

  private boolean coversNext(int sequence, int length) {
    return SequenceNumber.before(sequence, next) && SequenceNumber.after(sequence + length, next);
  }

  /** Takes a segment's payload and FIN, as far as they are new and in the window. */
  void take(int sequence, byte[] bytes, int offset, int length, boolean fin) {
    if (fin) {
      finKnown = true;
      finSequence = sequence + length;
    }
    int old = Math.max(0, next - sequence);
    int from = sequence + old;
    int distance = from - next;
    int fresh = Math.min(length - old, edge - from);
    if (fresh > 0 && !finished) {
      if (distance == 0) {
        ring.put(bytes, offset + old, fresh);
        next += fresh;
        joinEarly(fresh);
      } else if (remember(distance, fresh)) {
        ring.putAhead(distance, bytes, offset + old, fresh);
      }
    }
    if (finKnown && !finished && next == finSequence) {
      finished = true;
      next++;
      edge = SequenceNumber.later(edge, next);
    }
  }

  private boolean remember(int distance, int length) {
    if (early.size() >= MAXIMUM_RUNS && !early.containsKey(distance)) {
      return false;
    }
    early.merge(distance, length, Math::max);
    return true;
  }

  /** Moves the runs along and takes those that have become part of the stream. */
  private void joinEarly(int moved) {
    if (early.isEmpty()) {
      return;
    }
    var shifted = new TreeMap<Integer, Integer>();
    int joined = 0;
    for (var run : early.entrySet()) {
      int start = run.getKey() - moved;
      int end = start + run.getValue();
      if (start <= joined) {
        joined = Math.max(joined, end);
      } else {
        shifted.put(start, run.getValue());
      }
    }
    ring.advance(joined);
    next += joined;
    early.clear();
    for (var run : shifted.entrySet()) {
      early.put(run.getKey() - joined, run.getValue());
    }
  }

  /**
   * The window to announce now. Small steps forward are held back (RFC 9293, section 3.8.6.2.2),
   * and what was announced is never taken back.
   */
  int announceWindow() {
    if (!finished && isOpening()) {
      edge += Math.max(0, gain());
    }
    return edge - next;
  }

  /** Whether the peer should hear of a larger window without waiting for the next segment. */
  boolean isWindowUpdateDue() {
    return !finished && edge - next < ring.capacity() / 2 && gain() >= worthwhileGain();
  }

  private boolean isOpening() {
    return gain() >= worthwhileGain() || edge - next >= TcpConnection.SEGMENT_BYTES;
  }

  private int gain() {
    return next + Math.min(ring.free(), MAXIMUM_WINDOW) - edge;
  }

  private int worthwhileGain() {
    return Math.min(ring.capacity() / 2, 2 * TcpConnection.SEGMENT_BYTES);
  }
}
