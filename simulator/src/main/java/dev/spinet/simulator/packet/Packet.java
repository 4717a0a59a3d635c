package dev.spinet.simulator.packet;

/**
 * What a frame turns out to be. A view refers to the frame's array and copies nothing; the layers
 * below it are at hand through {@code ip()} and {@code ethernet()}.
 *
 * <p>An {@link Ipv4Packet} by itself is one of a protocol that is not known here, or a fragment; an
 * {@link EthernetFrame} by itself is one of another EtherType.
 */
public sealed interface Packet
    permits EthernetFrame,
        ArpPacket,
        Ipv4Packet,
        IcmpMessage,
        UdpDatagram,
        TcpSegment,
        Packet.Malformed {

  /**
   * Looks at a frame. Lengths and checksums of every layer are verified, so that all the methods of
   * a view are safe to call; a frame that lies gives {@link Malformed}, never an exception.
   *
   * @param frame the frame, without preamble and frame check sequence; must not change any more
   * @return the innermost layer that is known
   */
  static Packet parse(byte[] frame) {
    if (frame.length < EthernetFrame.HEADER_BYTES) {
      return Malformed.ETHERNET_TRUNCATED;
    }
    var ethernet = new EthernetFrame(frame);
    return switch (ethernet.etherType()) {
      case EthernetFrame.TYPE_ARP -> ArpPacket.parse(ethernet);
      case EthernetFrame.TYPE_IPV4 -> Ipv4Packet.parse(ethernet);
      default -> ethernet;
    };
  }

  /** Why a frame is dropped. */
  enum Malformed implements Packet {
    /** Shorter than an Ethernet header. */
    ETHERNET_TRUNCATED,
    /** ARP: too short, or not for Ethernet and IPv4. */
    ARP_INVALID,
    /** IPv4: version or header length wrong, or the frame is shorter than the total length. */
    IPV4_INVALID,
    /** IPv4: header checksum wrong. */
    IPV4_CHECKSUM,
    /** ICMP: shorter than its header. */
    ICMP_TRUNCATED,
    /** ICMP: checksum wrong. */
    ICMP_CHECKSUM,
    /** UDP: length field shorter than the header or longer than the packet. */
    UDP_INVALID,
    /** UDP: checksum wrong. */
    UDP_CHECKSUM,
    /** TCP: data offset below 5 words or beyond the packet, or an option that overruns. */
    TCP_INVALID,
    /** TCP: checksum wrong. */
    TCP_CHECKSUM
  }
}
