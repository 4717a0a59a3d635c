package dev.spinet.simulator.packet;

/** A TCP segment that has arrived (RFC 9293, section 3.1). Flags are those of {@link TcpHeader}. */
public final class TcpSegment implements Packet {
  private static final int OPTION_INVALID = -1;

  private final Ipv4Packet ip;
  private final byte[] bytes;
  private final int at;
  private final int headerLength;
  private final int maximumSegmentSize;

  private TcpSegment(Ipv4Packet ip, int headerLength, int maximumSegmentSize) {
    this.ip = ip;
    this.bytes = ip.ethernet().bytes();
    this.at = ip.payloadOffset();
    this.headerLength = headerLength;
    this.maximumSegmentSize = maximumSegmentSize;
  }

  static Packet parse(Ipv4Packet ip) {
    int length = ip.payloadLength();
    if (length < TcpHeader.BYTES) {
      return Malformed.TCP_INVALID;
    }
    byte[] bytes = ip.ethernet().bytes();
    int at = ip.payloadOffset();
    int headerLength = (NetworkOrder.u8(bytes, at + TcpHeader.DATA_OFFSET) >>> 4) * Integer.BYTES;
    if (headerLength < TcpHeader.BYTES || headerLength > length) {
      return Malformed.TCP_INVALID;
    }
    int mss = findMaximumSegmentSize(bytes, at + TcpHeader.BYTES, at + headerLength);
    if (mss == OPTION_INVALID) {
      return Malformed.TCP_INVALID;
    }
    long sum = InternetChecksum.add(ip.pseudoHeader(length), bytes, at, length);
    return InternetChecksum.finish(sum) != 0
        ? Malformed.TCP_CHECKSUM
        : new TcpSegment(ip, headerLength, mss);
  }

  private static int findMaximumSegmentSize(byte[] bytes, int from, int end) {
    int found = 0;
    int at = from;
    while (at < end) {
      int kind = NetworkOrder.u8(bytes, at);
      if (kind == TcpHeader.OPTION_END) {
        break;
      }
      if (kind == TcpHeader.OPTION_NOTHING) {
        at++;
        continue;
      }
      int length = at + 1 < end ? NetworkOrder.u8(bytes, at + 1) : 0;
      if (length < 2 || at + length > end) {
        return OPTION_INVALID;
      }
      if (kind == TcpHeader.OPTION_MSS && length == TcpHeader.OPTION_MSS_BYTES) {
        found = NetworkOrder.u16(bytes, at + 2);
      }
      at += length;
    }
    return found;
  }

  /**
   * The packet that carries the segment.
   *
   * @return the packet
   */
  public Ipv4Packet ip() {
    return ip;
  }

  /**
   * Port of the sender.
   *
   * @return 0 to 65535
   */
  public int sourcePort() {
    return NetworkOrder.u16(bytes, at);
  }

  /**
   * Port of the receiver.
   *
   * @return 0 to 65535
   */
  public int destinationPort() {
    return NetworkOrder.u16(bytes, at + TcpHeader.DESTINATION_PORT);
  }

  /**
   * Sequence number of the first byte, or of SYN.
   *
   * @return 32 bits; compare by the sign of a difference
   */
  public int sequence() {
    return NetworkOrder.i32(bytes, at + TcpHeader.SEQUENCE);
  }

  /**
   * The next sequence number the sender expects; counts only if ACK is set.
   *
   * @return 32 bits; compare by the sign of a difference
   */
  public int acknowledgment() {
    return NetworkOrder.i32(bytes, at + TcpHeader.ACKNOWLEDGMENT);
  }

  /**
   * All flags.
   *
   * @return a sum of the flags of {@link TcpHeader}
   */
  public int flags() {
    return NetworkOrder.u8(bytes, at + TcpHeader.FLAGS);
  }

  /**
   * Whether some flags are set.
   *
   * @param flags one flag or a sum of them
   * @return true if all of them are set
   */
  public boolean has(int flags) {
    return (flags() & flags) == flags;
  }

  /**
   * Receive window of the sender.
   *
   * @return bytes, 0 to 65535
   */
  public int window() {
    return NetworkOrder.u16(bytes, at + TcpHeader.WINDOW);
  }

  /**
   * Value of the option "maximum segment size".
   *
   * @return bytes, 1 to 65535; 0 if the option is absent
   */
  public int maximumSegmentSize() {
    return maximumSegmentSize;
  }

  /**
   * Where the payload begins.
   *
   * @return offset in the frame
   */
  public int payloadOffset() {
    return at + headerLength;
  }

  /**
   * Length of the payload.
   *
   * @return bytes, 0 or more
   */
  public int payloadLength() {
    return ip.payloadLength() - headerLength;
  }

  /**
   * How far the segment moves the sequence number: its payload, and one each for SYN and FIN.
   *
   * @return 0 or more
   */
  public int sequenceLength() {
    return payloadLength() + (has(TcpHeader.SYN) ? 1 : 0) + (has(TcpHeader.FIN) ? 1 : 0);
  }
}
