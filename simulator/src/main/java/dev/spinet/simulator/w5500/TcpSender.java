package dev.spinet.simulator.w5500;

import dev.spinet.simulator.packet.TcpHeader;
import dev.spinet.simulator.packet.TcpSegment;

/**
 * The sending half of a TCP connection: what was handed over with SEND, what is under way and what
 * the peer allows. Lost segments are found by time-out alone, with RTR and RCR (4.1); there is no
 * congestion control in the chip.
 *
 * <p>Sequence numbers and the TX buffer's pointers advance together: the lower 16 bits of one are
 * the other.
 */
final class TcpSender {

  /** What a peer takes if it does not say (RFC 9293, section 3.7.1). */
  private static final int DEFAULT_SEGMENT = 536;

  private final TcpSession session;
  private final TransmitRing ring;
  private final RetryTimer retry;
  private final int ownLimit;

  /** Oldest sequence number that the peer has not acknowledged. */
  private int unacknowledged;

  /** Sequence number of the next byte to transmit. */
  private int next;

  /** Behind the last byte that was ever transmitted; ahead of {@link #next} after a probe. */
  private int highest;

  /** Behind the last byte that was handed over with SEND. */
  private int end;

  /** Up to where everything was lost when the retry timer last ran out. */
  private int recovery;

  private int window;
  private int windowSequence;
  private int windowAcknowledgment;
  private int segmentLimit = DEFAULT_SEGMENT;
  private boolean handshaking;
  private boolean sendPending;
  private boolean finWanted;
  private boolean finSent;
  private boolean probing;

  TcpSender(TcpSession session, TransmitRing ring, int ownLimit) {
    this.session = session;
    this.ring = ring;
    this.ownLimit = ownLimit;
    this.retry =
        new RetryTimer(
            session.core, RetryTimer.Growth.DOUBLING, this::retransmit, session::timedOut);
  }

  /** Sends SYN, or SYN and ACK, and repeats it until it is acknowledged. */
  void startHandshake(int initialSequence) {
    handshaking = true;
    unacknowledged = initialSequence;
    next = initialSequence + 1;
    highest = next;
    end = next;
    recovery = next;
    session.transmitSyn(unacknowledged);
    retry.start();
  }

  /** The peer has not heard the answer to its SYN. */
  void repeatHandshake() {
    if (handshaking) {
      session.transmitSyn(unacknowledged);
    }
  }

  /** The peer has acknowledged SYN with a segment that also opens its window. */
  void established(TcpSegment segment) {
    handshaking = false;
    unacknowledged = next;
    retry.stop();
    ring.reset(next & 0xFFFF);
    window = segment.window();
    windowSequence = segment.sequence();
    windowAcknowledgment = segment.acknowledgment();
  }

  /** What the peer's SYN said about the segments it takes. */
  void peerTakes(int maximumSegmentSize) {
    segmentLimit =
        Math.min(ownLimit, maximumSegmentSize == 0 ? DEFAULT_SEGMENT : maximumSegmentSize);
  }

  boolean isHandshakeAcknowledgment(int acknowledgment) {
    return handshaking && acknowledgment == next;
  }

  /** SEND. */
  void send() {
    if (sendPending) {
      session.socket.report(
          Diagnostic.Kind.SEND_WHILE_PENDING, "SEND before the previous SEND was complete");
    }
    end += ring.take();
    sendPending = true;
    output();
  }

  /** Sends FIN behind all data. */
  void finish() {
    finWanted = true;
    output();
  }

  boolean isFinishAcknowledged() {
    return finSent && unacknowledged - end > 0;
  }

  /** An old byte that makes the peer answer (RFC 9293, section 3.8.4). */
  void keepAlive() {
    session.transmit(unacknowledged - 1, TcpHeader.ACK, 0);
    if (!retry.isRunning()) {
      retry.start();
    }
  }

  void stop() {
    retry.stop();
  }

  int next() {
    return next;
  }

  /** Whether an acknowledgment is of something that was never sent. */
  boolean isBeyond(int acknowledgment) {
    return acknowledgment - highest > 0;
  }

  /** Takes in what a segment acknowledges and the window it offers. */
  void acknowledged(TcpSegment segment) {
    int acknowledgment = segment.acknowledgment();
    boolean progress = acknowledgment - unacknowledged > 0;
    if (progress) {
      unacknowledged = acknowledgment;
      if (next - unacknowledged < 0) {
        next = unacknowledged;
      }
      ring.release(min(unacknowledged, end));
      if (recovery - unacknowledged < 0) {
        // Dragged along, or it would seem to lie ahead after half of the sequence space.
        recovery = unacknowledged;
      }
    }
    if (acknowledgment - unacknowledged < 0) {
      return;
    }
    updateWindow(segment);
    if (progress || isIdle()) {
      restartOrStop();
    }
    if (progress && recovery - unacknowledged > 0 && next - unacknowledged > 0) {
      // Part of what was lost is there; the next hole will not fill by itself.
      retransmitOldest();
    }
    output();
  }

  private void updateWindow(TcpSegment segment) {
    int sequence = segment.sequence();
    int acknowledgment = segment.acknowledgment();
    boolean newer =
        sequence - windowSequence > 0
            || (sequence == windowSequence && acknowledgment - windowAcknowledgment >= 0);
    if (!newer) {
      return;
    }
    window = segment.window();
    windowSequence = sequence;
    windowAcknowledgment = acknowledgment;
    if (probing) {
      // The peer lives. If it still has no room, probing starts over.
      probing = false;
      retry.start();
    }
  }

  private void restartOrStop() {
    if (isIdle()) {
      retry.stop();
    } else {
      retry.start();
    }
  }

  private boolean isIdle() {
    return next == unacknowledged && !probing;
  }

  /** Transmits what the peer's window allows. */
  private void output() {
    int sentBefore = next;
    while (true) {
      int available = end - next;
      int underWay = next - unacknowledged;
      int length = Math.min(Math.min(available, segmentLimit), window - underWay);
      // A small segment into a window that is about to grow would stay small for ever.
      boolean silly = length < Math.min(available, segmentLimit) && underWay > 0;
      if (length <= 0 || silly) {
        break;
      }
      boolean last = length == available;
      transmitData(next, length, last);
      next += length;
    }
    if (finWanted && !finSent && next == end) {
      session.transmit(next, TcpHeader.FIN | TcpHeader.ACK, 0);
      next++;
      finSent = true;
    }
    if (next - highest > 0) {
      highest = next;
    }
    if (next != sentBefore) {
      ring.sent(min(next, end));
    }
    armTimer();
    if (sendPending && next - end >= 0) {
      sendPending = false;
      session.socket.raiseSendOk();
    }
  }

  private void armTimer() {
    if (next == unacknowledged && end - next > 0 && !probing) {
      // The window is shut and nothing is under way that would bring news of it.
      probing = true;
      retry.start();
    } else if (next != unacknowledged && !retry.isRunning()) {
      retry.start();
    }
  }

  private void retransmit() {
    if (handshaking) {
      session.transmitSyn(unacknowledged);
    } else if (probing) {
      transmitData(unacknowledged, 1, true);
      if (highest == unacknowledged) {
        highest = unacknowledged + 1;
      }
    } else if (next == unacknowledged) {
      session.transmit(unacknowledged - 1, TcpHeader.ACK, 0);
    } else {
      recovery = next;
      retransmitOldest();
    }
  }

  private void retransmitOldest() {
    int length = Math.min(min(next, end) - unacknowledged, segmentLimit);
    if (length > 0) {
      transmitData(unacknowledged, length, unacknowledged + length == end);
    } else if (finSent) {
      session.transmit(end, TcpHeader.FIN | TcpHeader.ACK, 0);
    }
  }

  private void transmitData(int sequence, int length, boolean push) {
    session.transmit(sequence, push ? TcpHeader.ACK | TcpHeader.PSH : TcpHeader.ACK, length);
  }

  private static int min(int a, int b) {
    return a - b < 0 ? a : b;
  }
}
