package dev.spinet.simulator.packet;

/** A UDP datagram (RFC 768). */
public final class UdpDatagram implements Packet {

  /** Bytes of the header. */
  public static final int HEADER_BYTES = 8;

  private static final int DESTINATION_PORT = 2;
  private static final int LENGTH = 4;
  private static final int CHECKSUM = 6;

  private final Ipv4Packet ip;
  private final byte[] bytes;
  private final int at;
  private final int length;

  private UdpDatagram(Ipv4Packet ip, int length) {
    this.ip = ip;
    this.bytes = ip.ethernet().bytes();
    this.at = ip.payloadOffset();
    this.length = length;
  }

  static Packet parse(Ipv4Packet ip) {
    if (ip.payloadLength() < HEADER_BYTES) {
      return Malformed.UDP_INVALID;
    }
    byte[] bytes = ip.ethernet().bytes();
    int at = ip.payloadOffset();
    int length = NetworkOrder.u16(bytes, at + LENGTH);
    if (length < HEADER_BYTES || length > ip.payloadLength()) {
      return Malformed.UDP_INVALID;
    }
    // A checksum of zero says that the sender made none.
    if (NetworkOrder.u16(bytes, at + CHECKSUM) != 0
        && InternetChecksum.finish(InternetChecksum.add(ip.pseudoHeader(length), bytes, at, length))
            != 0) {
      return Malformed.UDP_CHECKSUM;
    }
    return new UdpDatagram(ip, length);
  }

  /**
   * Makes a frame with a datagram.
   *
   * @param envelope addresses
   * @param identification identification field of IPv4
   * @param sourcePort port of the sender, 0 to 65535
   * @param destinationPort port of the receiver, 0 to 65535
   * @param payloadLength bytes of payload, 0 to 1472
   * @param payload writes these bytes
   * @return a new frame
   */
  public static byte[] frame(
      Ipv4Envelope envelope,
      int identification,
      int sourcePort,
      int destinationPort,
      int payloadLength,
      PayloadWriter payload) {
    int length = HEADER_BYTES + payloadLength;
    byte[] frame = envelope.begin(identification, Ipv4Packet.UDP, length);
    int at = Ipv4Envelope.PAYLOAD_OFFSET;
    NetworkOrder.put16(frame, at, sourcePort);
    NetworkOrder.put16(frame, at + DESTINATION_PORT, destinationPort);
    NetworkOrder.put16(frame, at + LENGTH, length);
    payload.writeTo(frame, at + HEADER_BYTES);
    int checksum =
        InternetChecksum.finish(
            InternetChecksum.add(envelope.pseudoHeader(Ipv4Packet.UDP, length), frame, at, length));
    NetworkOrder.put16(frame, at + CHECKSUM, checksum == 0 ? 0xFFFF : checksum);
    return frame;
  }

  /**
   * The packet that carries the datagram.
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
    return NetworkOrder.u16(bytes, at + DESTINATION_PORT);
  }

  /**
   * Where the payload begins.
   *
   * @return offset in the frame
   */
  public int payloadOffset() {
    return at + HEADER_BYTES;
  }

  /**
   * Length of the payload.
   *
   * @return bytes, 0 or more
   */
  public int payloadLength() {
    return length - HEADER_BYTES;
  }
}
