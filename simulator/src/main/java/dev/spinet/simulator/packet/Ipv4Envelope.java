package dev.spinet.simulator.packet;

/**
 * What all IPv4 packets of one conversation have in common: the addresses on both layers and the
 * fields of the IPv4 header that stay the same.
 *
 * @param sourceMac Ethernet address of the sender
 * @param destinationMac Ethernet address of the next hop
 * @param source IPv4 address of the sender
 * @param destination IPv4 address of the receiver
 * @param tos type of service, 0 to 255
 * @param ttl time to live in hops, 1 to 255
 * @param dontFragment whether routers must not cut the packet
 */
public record Ipv4Envelope(
    MacAddress sourceMac,
    MacAddress destinationMac,
    Ipv4Address source,
    Ipv4Address destination,
    int tos,
    int ttl,
    boolean dontFragment) {

  /** Bytes of an IPv4 header without options. */
  public static final int HEADER_BYTES = 20;

  /** As the options of a header: there are none. */
  public static final int NO_OPTIONS = 0;

  /** Option that asks routers to look at the packet though it is not for them (RFC 2113). */
  public static final int ROUTER_ALERT = 0x9404_0000;

  /** Where the IPv4 payload begins in a frame made here without options. */
  static final int PAYLOAD_OFFSET = EthernetFrame.HEADER_BYTES + HEADER_BYTES;

  private static final int VERSION_4 = 0x40;
  private static final int DONT_FRAGMENT = 0x4000;

  /**
   * An envelope with type of service 0, time to live 64, and fragmentation forbidden.
   *
   * @param sourceMac Ethernet address of the sender
   * @param destinationMac Ethernet address of the next hop
   * @param source IPv4 address of the sender
   * @param destination IPv4 address of the receiver
   * @return the envelope
   */
  public static Ipv4Envelope of(
      MacAddress sourceMac,
      MacAddress destinationMac,
      Ipv4Address source,
      Ipv4Address destination) {
    return new Ipv4Envelope(sourceMac, destinationMac, source, destination, 0, 64, true);
  }

  /**
   * Makes a frame of any IPv4 protocol.
   *
   * @param identification identification field; the low 16 bits count
   * @param protocol protocol number, 0 to 255
   * @param payloadLength bytes of payload, 0 to 1480
   * @param payload writes these bytes
   * @return a new frame
   */
  public byte[] frame(int identification, int protocol, int payloadLength, PayloadWriter payload) {
    return frame(identification, protocol, NO_OPTIONS, payloadLength, payload);
  }

  /**
   * Makes a frame of any IPv4 protocol, with one word of options.
   *
   * @param identification identification field; the low 16 bits count
   * @param protocol protocol number, 0 to 255
   * @param options {@link #ROUTER_ALERT} or {@link #NO_OPTIONS}
   * @param payloadLength bytes of payload, 0 to 1480, with options to 1476
   * @param payload writes these bytes
   * @return a new frame
   */
  public byte[] frame(
      int identification, int protocol, int options, int payloadLength, PayloadWriter payload) {
    byte[] frame = begin(identification, protocol, options, payloadLength);
    payload.writeTo(frame, PAYLOAD_OFFSET + optionBytes(options));
    return frame;
  }

  private static int optionBytes(int options) {
    return options == NO_OPTIONS ? 0 : Integer.BYTES;
  }

  /** Makes a frame with both headers complete and a payload of zeros. */
  byte[] begin(int identification, int protocol, int payloadLength) {
    return begin(identification, protocol, NO_OPTIONS, payloadLength);
  }

  private byte[] begin(int identification, int protocol, int options, int payloadLength) {
    int headerBytes = HEADER_BYTES + optionBytes(options);
    byte[] frame =
        EthernetFrame.begin(
            destinationMac, sourceMac, EthernetFrame.TYPE_IPV4, headerBytes + payloadLength);
    int at = EthernetFrame.HEADER_BYTES;
    NetworkOrder.put8(frame, at, VERSION_4 | headerBytes / Integer.BYTES);
    NetworkOrder.put8(frame, at + Ipv4Packet.TOS, tos);
    NetworkOrder.put16(frame, at + Ipv4Packet.TOTAL_LENGTH, headerBytes + payloadLength);
    NetworkOrder.put16(frame, at + Ipv4Packet.IDENTIFICATION, identification);
    NetworkOrder.put16(frame, at + Ipv4Packet.FRAGMENT, dontFragment ? DONT_FRAGMENT : 0);
    NetworkOrder.put8(frame, at + Ipv4Packet.TTL, ttl);
    NetworkOrder.put8(frame, at + Ipv4Packet.PROTOCOL, protocol);
    source.write(frame, at + Ipv4Packet.SOURCE);
    destination.write(frame, at + Ipv4Packet.DESTINATION);
    if (options != NO_OPTIONS) {
      NetworkOrder.put32(frame, at + HEADER_BYTES, options);
    }
    NetworkOrder.put16(
        frame, at + Ipv4Packet.CHECKSUM, InternetChecksum.of(frame, at, headerBytes));
    return frame;
  }

  /** Sum of the pseudo header for a transport packet of the given length in this envelope. */
  long pseudoHeader(int protocol, int length) {
    return InternetChecksum.pseudoHeader(source, destination, protocol, length);
  }
}
