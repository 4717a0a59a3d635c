package dev.spinet.simulator.w5500;

import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.simulator.packet.TcpHeader;
import dev.spinet.simulator.packet.TcpSegment;

/**
 * The receiving half of a TCP connection. Only data in order are kept; the window is the free space
 * of the RX buffer.
 */
final class TcpReceiver {

  private static final int MAX_WINDOW = 0xFFFF;

  private final TcpSession session;
  private final ReceiveRing ring;
  private final boolean noDelayedAck;
  private final ChipTimer delayedAck;
  private int next;
  private int advertisedEdge;

  TcpReceiver(TcpSession session, ReceiveRing ring, boolean noDelayedAck) {
    this.session = session;
    this.ring = ring;
    this.noDelayedAck = noDelayedAck;
    this.delayedAck = new ChipTimer(session.core, session::acknowledge);
  }

  /** The peer's SYN has come. */
  void synchronize(int sequence) {
    next = sequence + 1;
    advertisedEdge = next;
  }

  int next() {
    return next;
  }

  /** The window to put into a segment that leaves now, which acknowledges everything so far. */
  int advertise() {
    int window = Math.min(ring.free(), MAX_WINDOW);
    advertisedEdge = next + window;
    delayedAck.stop();
    return window;
  }

  void stop() {
    delayedAck.stop();
  }

  /** Whether any part of a segment lies in the window (RFC 9293, section 3.10.7.4). */
  boolean isAcceptable(TcpSegment segment) {
    int window = Math.min(ring.free(), MAX_WINDOW);
    int first = segment.sequence() - next;
    int length = segment.sequenceLength();
    if (length == 0) {
      return first == 0 || (first > 0 && first < window);
    }
    int last = first + length - 1;
    return window > 0 && ((first >= 0 && first < window) || (last >= 0 && last < window));
  }

  boolean isInWindow(int sequence) {
    int distance = sequence - next;
    return distance >= 0 && distance < Math.max(1, Math.min(ring.free(), MAX_WINDOW));
  }

  /**
   * Takes the data of an acceptable segment.
   *
   * @return whether the segment's FIN, if it has one, comes next
   */
  boolean accept(TcpSegment segment) {
    int skip = next - segment.sequence();
    if (skip < 0) {
      // Out of order: the chip drops it and says again what it waits for.
      session.acknowledge();
      return false;
    }
    int fresh = segment.payloadLength() - skip;
    int length = Math.min(fresh, ring.free());
    if (length > 0) {
      byte[] bytes = segment.ip().ethernet().bytes();
      ring.append(bytes, segment.payloadOffset() + skip, length);
      next += length;
      ring.publish();
      acknowledgeSoon();
    } else if (segment.payloadLength() > 0) {
      session.acknowledge();
    }
    return length == fresh && segment.has(TcpHeader.FIN);
  }

  /** The peer's FIN is in order. */
  void finish() {
    next++;
  }

  /** RECV: tells the peer of the new space if it is worth a segment. */
  void spaceFreed() {
    int gain = next + Math.min(ring.free(), MAX_WINDOW) - advertisedEdge;
    int worthwhile = Math.min(ChipLimits.MSS_TCP_MAX, ring.size() / 2);
    if (gain >= worthwhile) {
      session.acknowledge();
    }
  }

  private void acknowledgeSoon() {
    if (noDelayedAck) {
      session.acknowledge();
    } else if (!delayedAck.isRunning()) {
      long units = session.core.common.get(CommonRegister.RTR);
      delayedAck.start(units * ChipLimits.RETRY_UNIT_MICROS * 1_000);
    }
  }
}
