package dev.spinet.simulator.packet;

/** An IPv4 packet (RFC 791). Options are skipped; fragments are recognised, not reassembled. */
public final class Ipv4Packet implements Packet {

  /** Protocol number of ICMP. */
  public static final int ICMP = 1;

  /** Protocol number of IGMP. */
  public static final int IGMP = 2;

  /** Protocol number of TCP. */
  public static final int TCP = 6;

  /** Protocol number of UDP. */
  public static final int UDP = 17;

  static final int TOS = 1;
  static final int TOTAL_LENGTH = 2;
  static final int IDENTIFICATION = 4;
  static final int FRAGMENT = 6;
  static final int TTL = 8;
  static final int PROTOCOL = 9;
  static final int CHECKSUM = 10;
  static final int SOURCE = 12;
  static final int DESTINATION = 16;

  private static final int AT = EthernetFrame.HEADER_BYTES;
  private static final int MORE_FRAGMENTS = 0x2000;
  private static final int FRAGMENT_OFFSET = 0x1FFF;

  private final EthernetFrame ethernet;
  private final byte[] bytes;
  private final int headerLength;
  private final int totalLength;

  private Ipv4Packet(EthernetFrame ethernet, int headerLength, int totalLength) {
    this.ethernet = ethernet;
    this.bytes = ethernet.bytes();
    this.headerLength = headerLength;
    this.totalLength = totalLength;
  }

  static Packet parse(EthernetFrame ethernet) {
    byte[] bytes = ethernet.bytes();
    if (ethernet.payloadLength() < Ipv4Envelope.HEADER_BYTES) {
      return Malformed.IPV4_INVALID;
    }
    int versionAndLength = NetworkOrder.u8(bytes, AT);
    int headerLength = (versionAndLength & 0xF) * Integer.BYTES;
    int totalLength = NetworkOrder.u16(bytes, AT + TOTAL_LENGTH);
    if (versionAndLength >>> 4 != 4
        || headerLength < Ipv4Envelope.HEADER_BYTES
        || totalLength < headerLength
        || totalLength > ethernet.payloadLength()) {
      return Malformed.IPV4_INVALID;
    }
    if (InternetChecksum.of(bytes, AT, headerLength) != 0) {
      return Malformed.IPV4_CHECKSUM;
    }
    var ip = new Ipv4Packet(ethernet, headerLength, totalLength);
    if (ip.isFragment()) {
      return ip;
    }
    return switch (ip.protocol()) {
      case ICMP -> IcmpMessage.parse(ip);
      case UDP -> UdpDatagram.parse(ip);
      case TCP -> TcpSegment.parse(ip);
      default -> ip;
    };
  }

  /**
   * The frame that carries the packet.
   *
   * @return the frame
   */
  public EthernetFrame ethernet() {
    return ethernet;
  }

  /**
   * Who sent the packet.
   *
   * @return the source address
   */
  public Ipv4Address source() {
    return Ipv4Address.read(bytes, AT + SOURCE);
  }

  /**
   * Who gets the packet.
   *
   * @return the destination address
   */
  public Ipv4Address destination() {
    return Ipv4Address.read(bytes, AT + DESTINATION);
  }

  /**
   * Type of service.
   *
   * @return 0 to 255
   */
  public int tos() {
    return NetworkOrder.u8(bytes, AT + TOS);
  }

  /**
   * Time to live.
   *
   * @return hops left, 0 to 255
   */
  public int ttl() {
    return NetworkOrder.u8(bytes, AT + TTL);
  }

  /**
   * What the payload is.
   *
   * @return the protocol number, 0 to 255
   */
  public int protocol() {
    return NetworkOrder.u8(bytes, AT + PROTOCOL);
  }

  /**
   * Identification of the packet, the same in all its fragments.
   *
   * @return 0 to 0xFFFF
   */
  public int identification() {
    return NetworkOrder.u16(bytes, AT + IDENTIFICATION);
  }

  /**
   * Whether routers must not cut the packet.
   *
   * @return the DF flag
   */
  public boolean dontFragment() {
    return (NetworkOrder.u16(bytes, AT + FRAGMENT) & 0x4000) != 0;
  }

  /**
   * Whether this is only a part of what was sent.
   *
   * @return true if there is more behind it or something before it
   */
  public boolean isFragment() {
    return (NetworkOrder.u16(bytes, AT + FRAGMENT) & (MORE_FRAGMENTS | FRAGMENT_OFFSET)) != 0;
  }

  /**
   * Whether fragments follow this one.
   *
   * @return the MF flag
   */
  public boolean moreFragments() {
    return (NetworkOrder.u16(bytes, AT + FRAGMENT) & MORE_FRAGMENTS) != 0;
  }

  /**
   * Where this fragment belongs in the packet that was sent.
   *
   * @return offset in bytes, 0 to 65528
   */
  public int fragmentOffset() {
    return (NetworkOrder.u16(bytes, AT + FRAGMENT) & FRAGMENT_OFFSET) * Long.BYTES;
  }

  /**
   * Where the header begins.
   *
   * @return offset in the frame
   */
  public int headerOffset() {
    return AT;
  }

  /**
   * Length of header and payload, without the padding of the frame.
   *
   * @return bytes, 20 to 65535
   */
  public int totalLength() {
    return totalLength;
  }

  /**
   * Where the payload begins.
   *
   * @return offset in the frame
   */
  public int payloadOffset() {
    return AT + headerLength;
  }

  /**
   * Length of the payload, without the padding of the frame.
   *
   * @return bytes, 0 or more
   */
  public int payloadLength() {
    return totalLength - headerLength;
  }

  /** Sum of the pseudo header for the transport packet that fills this packet's payload. */
  long pseudoHeader(int length) {
    return InternetChecksum.pseudoHeader(source(), destination(), protocol(), length);
  }
}
