package dev.spinet.simulator.net.gateway;

import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.PayloadWriter;
import dev.spinet.simulator.packet.TcpHeader;
import dev.spinet.simulator.packet.TcpSegment;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** One connection of a {@link TestStation}; the station's lock guards it. */
final class TestTcp {
  private static final int MSS = 1460;
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
  private static final int FIRST = 0xFFFF_F000;

  private final TestStation station;
  private final int localPort;
  private final int window;
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private byte[] outgoing = {};
  private Ipv4Address remote;
  private int remotePort;
  private int unread;
  private boolean reading = true;
  private boolean listening;
  private boolean established;
  private boolean reset;
  private boolean finished;
  private boolean finQueued;
  private int expected;
  private int acknowledged = FIRST;
  private int next = FIRST;
  private int peerWindow;
  private boolean sawZeroWindow;
  private boolean retryScheduled;
  private int retryFrom;

  TestTcp(TestStation station, int localPort, Ipv4Address remote, int remotePort, int window) {
    this.station = station;
    this.localPort = localPort;
    this.remote = remote;
    this.remotePort = remotePort;
    this.window = window;
    this.listening = remotePort == 0;
  }

  int localPort() {
    return localPort;
  }

  boolean isEstablished() {
    return established;
  }

  boolean isReset() {
    return reset;
  }

  boolean isFinished() {
    return finished;
  }

  boolean sawZeroWindow() {
    return sawZeroWindow;
  }

  boolean isAllAcknowledged() {
    return acknowledged == end();
  }

  int receivedBytes() {
    return received.size();
  }

  byte[] received() {
    station.lock.lock();
    try {
      return received.toByteArray();
    } finally {
      station.lock.unlock();
    }
  }

  void start() {
    next = FIRST + 1;
    send(FIRST, TcpHeader.SYN, 0, 0);
    retryLater();
  }

  void write(byte[] bytes) {
    station.lock.lock();
    try {
      int old = outgoing.length;
      outgoing = Arrays.copyOf(outgoing, old + bytes.length);
      System.arraycopy(bytes, 0, outgoing, old, bytes.length);
      sendMore();
    } finally {
      station.lock.unlock();
    }
  }

  void finish() {
    station.lock.lock();
    try {
      finQueued = true;
      sendMore();
    } finally {
      station.lock.unlock();
    }
  }

  void abort() {
    station.lock.lock();
    try {
      reset = true;
      send(next, TcpHeader.RST | TcpHeader.ACK, 0, 0);
    } finally {
      station.lock.unlock();
    }
  }

  void stopReading() {
    station.lock.lock();
    try {
      reading = false;
    } finally {
      station.lock.unlock();
    }
  }

  void resumeReading() {
    station.lock.lock();
    try {
      reading = true;
      unread = 0;
      send(next, TcpHeader.ACK, 0, 0);
    } finally {
      station.lock.unlock();
    }
  }

  /** The segment that asks a silent peer whether it is there (RFC 9293, section 3.8.4). */
  void sendKeepAlive() {
    station.lock.lock();
    try {
      send(acknowledged - 1, TcpHeader.ACK, 0, 0);
    } finally {
      station.lock.unlock();
    }
  }

  void receive(TcpSegment segment) {
    if (reset) {
      return;
    }
    if (segment.has(TcpHeader.RST)) {
      // After the end of both sides it is only the answer to a late duplicate (RFC 1337).
      reset = !finished || !isAllAcknowledged();
      return;
    }
    if (listening && segment.has(TcpHeader.SYN)) {
      listening = false;
      remote = segment.ip().source();
      remotePort = segment.sourcePort();
      expected = segment.sequence() + 1;
      next = FIRST + 1;
      send(FIRST, TcpHeader.SYN | TcpHeader.ACK, 0, 0);
      return;
    }
    if (segment.has(TcpHeader.SYN)) {
      expected = segment.sequence() + 1;
      send(next, TcpHeader.ACK, 0, 0);
    }
    if (!segment.has(TcpHeader.ACK)) {
      return;
    }
    established = true;
    if (segment.acknowledgment() - acknowledged > 0) {
      acknowledged = segment.acknowledgment();
      next = acknowledged - next > 0 ? acknowledged : next;
    }
    peerWindow = segment.window();
    sawZeroWindow |= peerWindow == 0;
    takePayload(segment);
    sendMore();
  }

  private void takePayload(TcpSegment segment) {
    int length = segment.payloadLength();
    boolean fin = segment.has(TcpHeader.FIN);
    if (segment.has(TcpHeader.SYN) || (length == 0 && !fin && segment.sequence() == expected)) {
      return;
    }
    int from = segment.payloadOffset();
    int room = window - unread;
    if (segment.sequence() == expected && length <= room) {
      received.write(segment.ip().ethernet().bytes(), from, length);
      expected += length;
      unread += reading ? 0 : length;
      if (fin && !finished) {
        finished = true;
        expected++;
      }
    }
    send(next, TcpHeader.ACK, 0, 0);
  }

  private int end() {
    return FIRST + 1 + outgoing.length + (finQueued ? 1 : 0);
  }

  private void sendMore() {
    if (!established || reset) {
      return;
    }
    while (end() - next > 0) {
      int room = acknowledged + peerWindow - next;
      int data = Math.min(Math.min(FIRST + 1 + outgoing.length - next, MSS), Math.max(0, room));
      boolean fin = finQueued && next + data == FIRST + 1 + outgoing.length;
      if (data == 0 && !fin) {
        break;
      }
      send(next, TcpHeader.ACK | (fin ? TcpHeader.FIN : 0), next - FIRST - 1, data);
      next += data + (fin ? 1 : 0);
    }
    retryLater();
  }

  /** If nothing has been acknowledged until then, everything goes out again. */
  private void retryLater() {
    if (retryScheduled || acknowledged == end()) {
      return;
    }
    retryScheduled = true;
    retryFrom = acknowledged;
    station.clock.schedule(RETRY_NANOS, this::retry);
  }

  private void retry() {
    station.lock.lock();
    try {
      boolean stuck = retryFrom == acknowledged && !reset;
      retryScheduled = false;
      if (stuck && !established) {
        send(FIRST, TcpHeader.SYN, 0, 0);
      } else if (stuck) {
        next = acknowledged;
        if (peerWindow == 0 && outgoing.length > next - FIRST - 1) {
          send(next, TcpHeader.ACK, next - FIRST - 1, 1);
        }
        sendMore();
      }
      if (!reset) {
        retryLater();
      }
    } finally {
      station.lock.unlock();
    }
  }

  private void send(int sequence, int flags, int offset, int length) {
    boolean syn = (flags & TcpHeader.SYN) != 0;
    var header =
        new TcpHeader(
            localPort, remotePort, sequence, expected, flags, window - unread, syn ? MSS : 0);
    station.transmit(
        header.frame(
            station.envelope(remote),
            sequence,
            length,
            PayloadWriter.of(outgoing, offset, length)));
  }
}
