package dev.spinet.simulator.packet;

import java.util.Optional;

/** An ICMP message (RFC 792). */
public final class IcmpMessage implements Packet {

  /** Bytes of the header: type, code, checksum, and four bytes that depend on the type. */
  public static final int HEADER_BYTES = 8;

  /** Type: the answer to an echo request. */
  public static final int ECHO_REPLY = 0;

  /** Type: a packet could not be delivered. */
  public static final int DESTINATION_UNREACHABLE = 3;

  /** Type: send this back. */
  public static final int ECHO_REQUEST = 8;

  /** Code of {@link #DESTINATION_UNREACHABLE}: no way to the network. */
  public static final int NETWORK_UNREACHABLE = 0;

  /** Code of {@link #DESTINATION_UNREACHABLE}: the host does not answer. */
  public static final int HOST_UNREACHABLE = 1;

  /** Code of {@link #DESTINATION_UNREACHABLE}: nobody listens on the port. */
  public static final int PORT_UNREACHABLE = 3;

  /** Code of {@link #DESTINATION_UNREACHABLE}: not allowed by policy (RFC 1812, 5.2.7.1). */
  public static final int ADMINISTRATIVELY_PROHIBITED = 13;

  /** Bytes of the transport header that an error message quotes at least. */
  private static final int QUOTED_TRANSPORT_BYTES = 8;

  private static final int CODE = 1;
  private static final int CHECKSUM = 2;
  private static final int REST = 4;
  private static final int SEQUENCE = 6;

  private final Ipv4Packet ip;
  private final byte[] bytes;
  private final int at;

  private IcmpMessage(Ipv4Packet ip) {
    this.ip = ip;
    this.bytes = ip.ethernet().bytes();
    this.at = ip.payloadOffset();
  }

  static Packet parse(Ipv4Packet ip) {
    if (ip.payloadLength() < HEADER_BYTES) {
      return Malformed.ICMP_TRUNCATED;
    }
    if (InternetChecksum.of(ip.ethernet().bytes(), ip.payloadOffset(), ip.payloadLength()) != 0) {
      return Malformed.ICMP_CHECKSUM;
    }
    return new IcmpMessage(ip);
  }

  /**
   * Makes a frame with an ICMP message.
   *
   * @param envelope addresses
   * @param identification identification field of IPv4
   * @param type ICMP type, 0 to 255
   * @param code ICMP code, 0 to 255
   * @param rest the four header bytes that depend on the type
   * @param payloadLength bytes of payload, 0 to 1472
   * @param payload writes these bytes
   * @return a new frame
   */
  public static byte[] frame(
      Ipv4Envelope envelope,
      int identification,
      int type,
      int code,
      int rest,
      int payloadLength,
      PayloadWriter payload) {
    int length = HEADER_BYTES + payloadLength;
    byte[] frame = envelope.begin(identification, Ipv4Packet.ICMP, length);
    int at = Ipv4Envelope.PAYLOAD_OFFSET;
    NetworkOrder.put8(frame, at, type);
    NetworkOrder.put8(frame, at + CODE, code);
    NetworkOrder.put32(frame, at + REST, rest);
    payload.writeTo(frame, at + HEADER_BYTES);
    NetworkOrder.put16(frame, at + CHECKSUM, InternetChecksum.of(frame, at, length));
    return frame;
  }

  /**
   * Makes the answer to an echo request: the same identifier, sequence number and data.
   *
   * @param envelope addresses of the answer
   * @param identification identification field of IPv4
   * @return a new frame
   */
  public byte[] echoReply(Ipv4Envelope envelope, int identification) {
    return frame(
        envelope,
        identification,
        ECHO_REPLY,
        0,
        NetworkOrder.i32(bytes, at + REST),
        payloadLength(),
        PayloadWriter.of(bytes, payloadOffset(), payloadLength()));
  }

  /**
   * Makes the message that a packet could not be delivered. It quotes the packet's header and the
   * first eight bytes behind it.
   *
   * @param envelope addresses of the message
   * @param identification identification field of IPv4
   * @param code why, such as {@link #PORT_UNREACHABLE}
   * @param undelivered the packet
   * @return a new frame
   */
  public static byte[] unreachable(
      Ipv4Envelope envelope, int identification, int code, Ipv4Packet undelivered) {
    int headerLength = undelivered.totalLength() - undelivered.payloadLength();
    int quoted = Math.min(undelivered.totalLength(), headerLength + QUOTED_TRANSPORT_BYTES);
    return frame(
        envelope,
        identification,
        DESTINATION_UNREACHABLE,
        code,
        0,
        quoted,
        PayloadWriter.of(undelivered.ethernet().bytes(), undelivered.headerOffset(), quoted));
  }

  /**
   * The packet that carries the message.
   *
   * @return the packet
   */
  public Ipv4Packet ip() {
    return ip;
  }

  /**
   * Kind of message.
   *
   * @return the type, 0 to 255
   */
  public int type() {
    return NetworkOrder.u8(bytes, at);
  }

  /**
   * Kind within the type.
   *
   * @return the code, 0 to 255
   */
  public int code() {
    return NetworkOrder.u8(bytes, at + CODE);
  }

  /**
   * Identifier of an echo.
   *
   * @return 0 to 0xFFFF
   */
  public int identifier() {
    return NetworkOrder.u16(bytes, at + REST);
  }

  /**
   * Sequence number of an echo.
   *
   * @return 0 to 0xFFFF
   */
  public int sequence() {
    return NetworkOrder.u16(bytes, at + SEQUENCE);
  }

  /**
   * Where the data begin.
   *
   * @return offset in the frame
   */
  public int payloadOffset() {
    return at + HEADER_BYTES;
  }

  /**
   * Length of the data.
   *
   * @return bytes, 0 or more
   */
  public int payloadLength() {
    return ip.payloadLength() - HEADER_BYTES;
  }

  /**
   * The packet that an error message is about.
   *
   * @return its addresses and ports; empty if this is no error message or it quotes too little
   */
  public Optional<Quote> quote() {
    int from = payloadOffset();
    if (type() != DESTINATION_UNREACHABLE || payloadLength() < Ipv4Envelope.HEADER_BYTES) {
      return Optional.empty();
    }
    int headerLength = (NetworkOrder.u8(bytes, from) & 0xF) * Integer.BYTES;
    if (headerLength < Ipv4Envelope.HEADER_BYTES
        || payloadLength() < headerLength + QUOTED_TRANSPORT_BYTES) {
      return Optional.empty();
    }
    return Optional.of(
        new Quote(
            Ipv4Address.read(bytes, from + Ipv4Packet.SOURCE),
            Ipv4Address.read(bytes, from + Ipv4Packet.DESTINATION),
            NetworkOrder.u8(bytes, from + Ipv4Packet.PROTOCOL),
            NetworkOrder.u16(bytes, from + headerLength),
            NetworkOrder.u16(bytes, from + headerLength + Short.BYTES)));
  }

  /**
   * What an error message says about the packet it is about. Ports make sense for UDP and TCP only.
   *
   * @param source who had sent it
   * @param destination who should have got it
   * @param protocol its protocol number
   * @param sourcePort its source port
   * @param destinationPort its destination port
   */
  public record Quote(
      Ipv4Address source,
      Ipv4Address destination,
      int protocol,
      int sourcePort,
      int destinationPort) {}
}
