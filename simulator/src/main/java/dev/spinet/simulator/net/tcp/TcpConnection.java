package dev.spinet.simulator.net.tcp;

import dev.spinet.simulator.packet.PayloadWriter;
import dev.spinet.simulator.packet.TcpHeader;
import dev.spinet.simulator.packet.TcpSegment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection with a station on the simulated network (RFC 9293). It does nothing by itself:
 * the owner hands in segments ({@link #receive}) and the time ({@link #expire}), moves bytes
 * through {@link #input()} and {@link #output()}, and then calls {@link #send}. Times are those of
 * the simulation's clock, in nanoseconds.
 *
 * <p>Not safe for use by several threads.
 */
public final class TcpConnection {

  /** Largest segment on Ethernet. */
  public static final int SEGMENT_BYTES = 1460;

  /** Retransmissions or probes without any sign of life before the peer is given up. */
  private static final int MAXIMUM_UNANSWERED = 10;

  private static final int MAXIMUM_SYN_RETRANSMISSIONS = 5;
  private static final int MAXIMUM_KEEP_ALIVE_PROBES = 5;
  private static final long KEEP_ALIVE_INTERVAL = Duration.ofSeconds(10).toNanos();
  private static final long TIME_WAIT = Duration.ofSeconds(30).toNanos();

  /** Puts segments on the wire. */
  @FunctionalInterface
  public interface Wire {

    /**
     * Sends a segment.
     *
     * @param header its header
     * @param length bytes of payload
     * @param payload writes them
     */
    void transmit(TcpHeader header, int length, PayloadWriter payload);
  }

  /** How a connection has ended. */
  public enum End {
    /** Both sides have sent all they had to. */
    CLOSED,
    /** The peer has reset or refused the connection. */
    RESET,
    /** The peer does not answer any more. */
    TIMED_OUT,
    /** This side has given up the connection. */
    ABORTED
  }

  private enum Phase {
    SYN_SENT,
    SYN_RECEIVED,
    OPEN,
    TIME_WAIT,
    ENDED
  }

  private final Wire wire;
  private final int localPort;
  private final int remotePort;
  private final int initialSequence;
  private final int capacity;
  private final long idleNanos;
  private final Transmission transmission;
  private final RetransmissionTimer synTimer = new RetransmissionTimer();

  private Phase phase;
  private @Nullable Reassembly reassembly;
  private @Nullable End end;
  private boolean activeClose;
  private boolean synDue;
  private boolean acknowledgmentDue;
  private long synDeadline = RetransmissionTimer.NEVER;
  private long timeWaitDeadline = RetransmissionTimer.NEVER;
  private long idleDeadline = RetransmissionTimer.NEVER;
  private int keepAliveProbes;

  /**
   * What both ways to begin have in common.
   *
   * @param localPort port of this side, 1 to 65535
   * @param remotePort port of the peer, 1 to 65535
   * @param initialSequence sequence number of SYN
   * @param capacity bytes buffered in each direction, at least two segments; windows above 65535
   *     are not used
   * @param idle how long nothing may be heard before the peer is probed
   */
  public record Settings(
      int localPort, int remotePort, int initialSequence, int capacity, Duration idle) {}

  private TcpConnection(Settings settings, Phase phase, Wire wire) {
    this.wire = wire;
    this.localPort = settings.localPort;
    this.remotePort = settings.remotePort;
    this.initialSequence = settings.initialSequence;
    this.capacity = settings.capacity;
    this.idleNanos = settings.idle.toNanos();
    this.transmission = new Transmission(initialSequence + 1, capacity);
    this.phase = phase;
    this.synDue = true;
  }

  /**
   * Begins a connection from this side. Nothing is sent before {@link #send}.
   *
   * @param settings ports, buffers and times
   * @param wire gets the segments
   * @return the connection
   */
  public static TcpConnection connect(Settings settings, Wire wire) {
    return new TcpConnection(settings, Phase.SYN_SENT, wire);
  }

  /**
   * Answers a connection that the peer begins. Nothing is sent before {@link #send}.
   *
   * @param settings ports, buffers and times
   * @param syn the peer's SYN
   * @param wire gets the segments
   * @return the connection
   */
  public static TcpConnection accept(Settings settings, TcpSegment syn, Wire wire) {
    var connection = new TcpConnection(settings, Phase.SYN_RECEIVED, wire);
    connection.synchronise(syn);
    return connection;
  }

  /**
   * The answer to a segment that belongs to no connection (RFC 9293, section 3.10.7.1).
   *
   * @param segment the segment
   * @return a reset; null if the segment is one itself
   */
  public static @Nullable TcpHeader refusalOf(TcpSegment segment) {
    if (segment.has(TcpHeader.RST)) {
      return null;
    }
    int from = segment.destinationPort();
    int to = segment.sourcePort();
    return segment.has(TcpHeader.ACK)
        ? new TcpHeader(from, to, segment.acknowledgment(), 0, TcpHeader.RST, 0)
        : new TcpHeader(
            from,
            to,
            0,
            segment.sequence() + segment.sequenceLength(),
            TcpHeader.RST | TcpHeader.ACK,
            0);
  }

  /**
   * Whether bytes can flow, or could until the connection has ended.
   *
   * @return true once the handshake is complete
   */
  public boolean isEstablished() {
    return reassembly != null && phase != Phase.SYN_RECEIVED && phase != Phase.SYN_SENT;
  }

  /**
   * How the connection has ended.
   *
   * @return null as long as it has not
   */
  public @Nullable End end() {
    return end;
  }

  /**
   * Whether nothing more comes or goes, and the connection only remembers that it was there.
   *
   * @return true in TIME_WAIT
   */
  public boolean isTimeWait() {
    return phase == Phase.TIME_WAIT;
  }

  /**
   * What has arrived in order and was not taken out yet. Taking bytes out opens the window.
   *
   * @return the queue; null before the peer's SYN has arrived
   */
  public @Nullable ByteRing input() {
    return reassembly == null ? null : reassembly.ring();
  }

  /**
   * Whether the peer has said that no more bytes come; what is in {@link #input()} then is the
   * rest.
   *
   * @return true once FIN has arrived
   */
  public boolean isInputFinished() {
    return reassembly != null && reassembly.isFinished();
  }

  /**
   * What is to be sent and was not acknowledged yet.
   *
   * @return the queue; bytes may be added until {@link #finishOutput}
   */
  public ByteRing output() {
    return transmission.ring();
  }

  /** No more bytes are added: FIN follows the last one. */
  public void finishOutput() {
    transmission.finish();
  }

  /** Gives the connection up: the peer gets a reset, at once. */
  public void abort() {
    if (end != null) {
      return;
    }
    if (phase != Phase.SYN_SENT && phase != Phase.TIME_WAIT) {
      transmit(transmission.sequence(), TcpHeader.RST | TcpHeader.ACK, 0, PayloadWriter.NONE);
    }
    finish(End.ABORTED);
  }

  /**
   * When {@link #expire} must be called next.
   *
   * @return a time; {@link Long#MAX_VALUE} for never
   */
  public long nextDeadline() {
    return phase == Phase.ENDED
        ? RetransmissionTimer.NEVER
        : Math.min(
            Math.min(synDeadline, timeWaitDeadline),
            Math.min(transmission.deadline(), idleDeadline));
  }

  /**
   * Takes a segment.
   *
   * @param segment a segment between this connection's addresses and ports
   * @param now the time
   */
  public void receive(TcpSegment segment, long now) {
    switch (phase) {
      case SYN_SENT -> receiveAnswer(segment, now);
      case SYN_RECEIVED, OPEN, TIME_WAIT -> receiveSynchronised(segment, now);
      case ENDED -> {}
    }
  }

  private void receiveAnswer(TcpSegment segment, long now) {
    boolean acknowledged = segment.has(TcpHeader.ACK);
    if (acknowledged && segment.acknowledgment() != initialSequence + 1) {
      refuse(segment);
    } else if (segment.has(TcpHeader.RST)) {
      if (acknowledged) {
        finish(End.RESET);
      }
    } else if (segment.has(TcpHeader.SYN)) {
      synchronise(segment);
      if (acknowledged) {
        open(segment, now);
        acknowledgmentDue = true;
      } else {
        phase = Phase.SYN_RECEIVED;
        synDue = true;
      }
    }
  }

  private void receiveSynchronised(TcpSegment segment, long now) {
    var received = reassembly;
    if (received == null) {
      return;
    }
    heard(now);
    int sequence = segment.sequence();
    if (!received.isAcceptable(sequence, segment.sequenceLength())) {
      receiveUnacceptable(segment, received, now);
      return;
    }
    if (segment.has(TcpHeader.RST)) {
      reset(sequence == received.next());
      return;
    }
    if (segment.has(TcpHeader.SYN)) {
      acknowledgmentDue = true;
      return;
    }
    if (!segment.has(TcpHeader.ACK)) {
      return;
    }
    if (phase == Phase.SYN_RECEIVED) {
      if (segment.acknowledgment() != initialSequence + 1) {
        refuse(segment);
        return;
      }
      open(segment, now);
    }
    if (!transmission.hasSent(segment.acknowledgment())) {
      acknowledgmentDue = true;
      return;
    }
    transmission.acknowledge(segment, now);
    takePayload(segment, received);
    closeIfFinished(received, now);
  }

  private void receiveUnacceptable(TcpSegment segment, Reassembly received, long now) {
    if (segment.has(TcpHeader.RST)) {
      // A closed window makes nothing acceptable; a reset at the right place counts all the same.
      if (segment.sequence() == received.next()) {
        reset(true);
      }
      return;
    }
    if (phase == Phase.SYN_RECEIVED && segment.has(TcpHeader.SYN) && !segment.has(TcpHeader.ACK)) {
      synDue = true;
      return;
    }
    if (phase == Phase.OPEN
        && segment.has(TcpHeader.ACK)
        && segment.sequence() == received.next()
        && transmission.hasSent(segment.acknowledgment())) {
      transmission.acknowledge(segment, now);
      closeIfFinished(received, now);
    }
    if (phase == Phase.TIME_WAIT && segment.has(TcpHeader.FIN)) {
      timeWaitDeadline = now + TIME_WAIT;
    }
    acknowledgmentDue = true;
  }

  /** A reset that only lies in the window may be forged: the peer must repeat it (RFC 5961). */
  private void reset(boolean exact) {
    if (phase == Phase.TIME_WAIT) {
      // An answer to a late duplicate must not cut TIME_WAIT short (RFC 1337).
      return;
    }
    if (exact) {
      finish(End.RESET);
    } else {
      acknowledgmentDue = true;
    }
  }

  private void takePayload(TcpSegment segment, Reassembly received) {
    boolean fin = segment.has(TcpHeader.FIN);
    if (segment.payloadLength() == 0 && !fin) {
      return;
    }
    acknowledgmentDue = true;
    boolean before = received.isFinished();
    received.take(
        segment.sequence(),
        segment.ip().ethernet().bytes(),
        segment.payloadOffset(),
        segment.payloadLength(),
        fin);
    if (received.isFinished() && !before) {
      activeClose = transmission.isFinSent();
    }
  }

  private void closeIfFinished(Reassembly received, long now) {
    if (phase != Phase.OPEN || !received.isFinished() || !transmission.isFinAcknowledged()) {
      return;
    }
    if (activeClose) {
      phase = Phase.TIME_WAIT;
      timeWaitDeadline = now + TIME_WAIT;
      idleDeadline = RetransmissionTimer.NEVER;
    } else {
      finish(End.CLOSED);
    }
  }

  private void synchronise(TcpSegment syn) {
    reassembly = new Reassembly(syn.sequence() + 1, capacity);
    transmission.peerOffers(syn.maximumSegmentSize(), syn);
  }

  private void open(TcpSegment segment, long now) {
    phase = Phase.OPEN;
    synDue = false;
    synDeadline = RetransmissionTimer.NEVER;
    transmission.peerOffers(0, segment);
    heard(now);
  }

  private void heard(long now) {
    keepAliveProbes = 0;
    if (phase == Phase.OPEN) {
      idleDeadline = now + idleNanos;
    }
  }

  /**
   * Tells the time: sends again what was not acknowledged, probes a closed window or a silent peer,
   * and gives up when that has gone on for too long.
   *
   * @param now the time
   */
  public void expire(long now) {
    if (phase == Phase.ENDED) {
      return;
    }
    if (now >= timeWaitDeadline) {
      finish(End.CLOSED);
      return;
    }
    if (now >= synDeadline) {
      synTimer.backOff();
      synDue = true;
      if (synTimer.expiries() > MAXIMUM_SYN_RETRANSMISSIONS) {
        finish(End.TIMED_OUT);
        return;
      }
    }
    transmission.expire(now, this::transmitData);
    if (now >= idleDeadline) {
      probeIdlePeer(now);
    }
    if (transmission.unanswered() > MAXIMUM_UNANSWERED
        || keepAliveProbes > MAXIMUM_KEEP_ALIVE_PROBES) {
      abort();
      end = End.TIMED_OUT;
    }
  }

  private void probeIdlePeer(long now) {
    idleDeadline = now + KEEP_ALIVE_INTERVAL;
    if (transmission.isQuiet()) {
      keepAliveProbes++;
      transmit(transmission.unacknowledged() - 1, TcpHeader.ACK, 0, PayloadWriter.NONE);
    }
  }

  /**
   * Sends all that is to be sent now: data as far as the peer's window goes, acknowledgments, a
   * larger window.
   *
   * @param now the time
   */
  public void send(long now) {
    if (phase == Phase.ENDED) {
      return;
    }
    if (synDue) {
      sendSyn(now);
    }
    if (reassembly == null) {
      return;
    }
    if (phase != Phase.SYN_RECEIVED) {
      transmission.send(now, this::transmitData);
    }
    if (acknowledgmentDue || (phase == Phase.OPEN && reassembly.isWindowUpdateDue())) {
      transmit(transmission.sequence(), TcpHeader.ACK, 0, PayloadWriter.NONE);
    }
  }

  private void sendSyn(long now) {
    synDue = false;
    synDeadline = now + synTimer.timeout();
    var received = reassembly;
    wire.transmit(
        new TcpHeader(
            localPort,
            remotePort,
            initialSequence,
            received == null ? 0 : received.next(),
            received == null ? TcpHeader.SYN : TcpHeader.SYN | TcpHeader.ACK,
            received == null ? Math.min(capacity, 0xFFFF) : received.announceWindow(),
            SEGMENT_BYTES),
        0,
        PayloadWriter.NONE);
  }

  private void transmitData(int sequence, int offset, int length, boolean last, boolean fin) {
    int flags =
        TcpHeader.ACK | (last && length > 0 ? TcpHeader.PSH : 0) | (fin ? TcpHeader.FIN : 0);
    transmit(
        sequence,
        flags,
        length,
        (frame, at) -> transmission.ring().copyTo(offset, frame, at, length));
  }

  private void transmit(int sequence, int flags, int length, PayloadWriter payload) {
    var received = reassembly;
    if (received == null) {
      return;
    }
    acknowledgmentDue = false;
    wire.transmit(
        new TcpHeader(
            localPort, remotePort, sequence, received.next(), flags, received.announceWindow()),
        length,
        payload);
  }

  private void refuse(TcpSegment segment) {
    var reset = refusalOf(segment);
    if (reset != null) {
      wire.transmit(reset, 0, PayloadWriter.NONE);
    }
  }

  private void finish(End how) {
    // The last acknowledgment of a connection that closes in order must still go out.
    if (acknowledgmentDue && how == End.CLOSED) {
      transmit(transmission.sequence(), TcpHeader.ACK, 0, PayloadWriter.NONE);
    }
    phase = Phase.ENDED;
    end = how;
  }
}
