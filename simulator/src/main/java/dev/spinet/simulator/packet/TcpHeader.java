package dev.spinet.simulator.packet;

/**
 * The fields of a TCP header (RFC 9293, section 3.1) for a segment to be sent.
 *
 * @param sourcePort port of the sender, 0 to 65535
 * @param destinationPort port of the receiver, 0 to 65535
 * @param sequence sequence number of the first byte, or of SYN
 * @param acknowledgment the next sequence number expected; counts only with {@link #ACK}
 * @param flags a sum of {@link #FIN}, {@link #SYN}, {@link #RST}, {@link #PSH}, {@link #ACK},
 *     {@link #URG}
 * @param window receive window in bytes, 0 to 65535
 * @param maximumSegmentSize value of the option of that name; 0 to leave the option out
 */
public record TcpHeader(
    int sourcePort,
    int destinationPort,
    int sequence,
    int acknowledgment,
    int flags,
    int window,
    int maximumSegmentSize) {

  /** Flag: the sender has no more data. */
  public static final int FIN = 0x01;

  /** Flag: synchronise sequence numbers. */
  public static final int SYN = 0x02;

  /** Flag: the connection is void. */
  public static final int RST = 0x04;

  /** Flag: push the data to the application. */
  public static final int PSH = 0x08;

  /** Flag: the acknowledgment number counts. */
  public static final int ACK = 0x10;

  /** Flag: the urgent pointer counts. */
  public static final int URG = 0x20;

  /** Bytes of a header without options. */
  public static final int BYTES = 20;

  static final int DESTINATION_PORT = 2;
  static final int SEQUENCE = 4;
  static final int ACKNOWLEDGMENT = 8;
  static final int DATA_OFFSET = 12;
  static final int FLAGS = 13;
  static final int WINDOW = 14;
  static final int CHECKSUM = 16;

  static final int OPTION_END = 0;
  static final int OPTION_NOTHING = 1;
  static final int OPTION_MSS = 2;
  static final int OPTION_MSS_BYTES = 4;

  /**
   * A header without options.
   *
   * @param sourcePort port of the sender
   * @param destinationPort port of the receiver
   * @param sequence sequence number
   * @param acknowledgment the next sequence number expected
   * @param flags sum of flags
   * @param window receive window in bytes
   */
  public TcpHeader(
      int sourcePort,
      int destinationPort,
      int sequence,
      int acknowledgment,
      int flags,
      int window) {
    this(sourcePort, destinationPort, sequence, acknowledgment, flags, window, 0);
  }

  /**
   * Makes a frame with this segment.
   *
   * @param envelope addresses
   * @param identification identification field of IPv4
   * @param payloadLength bytes of payload, 0 to 1460 (1456 with the MSS option)
   * @param payload writes these bytes
   * @return a new frame
   */
  public byte[] frame(
      Ipv4Envelope envelope, int identification, int payloadLength, PayloadWriter payload) {
    int headerLength = maximumSegmentSize == 0 ? BYTES : BYTES + OPTION_MSS_BYTES;
    int length = headerLength + payloadLength;
    byte[] frame = envelope.begin(identification, Ipv4Packet.TCP, length);
    int at = Ipv4Envelope.PAYLOAD_OFFSET;
    NetworkOrder.put16(frame, at, sourcePort);
    NetworkOrder.put16(frame, at + DESTINATION_PORT, destinationPort);
    NetworkOrder.put32(frame, at + SEQUENCE, sequence);
    NetworkOrder.put32(frame, at + ACKNOWLEDGMENT, acknowledgment);
    NetworkOrder.put8(frame, at + DATA_OFFSET, (headerLength / Integer.BYTES) << 4);
    NetworkOrder.put8(frame, at + FLAGS, flags);
    NetworkOrder.put16(frame, at + WINDOW, window);
    if (maximumSegmentSize != 0) {
      NetworkOrder.put8(frame, at + BYTES, OPTION_MSS);
      NetworkOrder.put8(frame, at + BYTES + 1, OPTION_MSS_BYTES);
      NetworkOrder.put16(frame, at + BYTES + 2, maximumSegmentSize);
    }
    payload.writeTo(frame, at + headerLength);
    NetworkOrder.put16(
        frame,
        at + CHECKSUM,
        InternetChecksum.finish(
            InternetChecksum.add(
                envelope.pseudoHeader(Ipv4Packet.TCP, length), frame, at, length)));
    return frame;
  }
}
