package dev.spinet.simulator.packet;

/**
 * An ARP request or reply for IPv4 on Ethernet (RFC 826).
 *
 * @param operation {@link #REQUEST}, {@link #REPLY}, or another number from 0 to 0xFFFF
 * @param senderMac the sender's Ethernet address
 * @param senderIp the sender's IPv4 address; 0.0.0.0 in a probe (RFC 5227)
 * @param targetMac the target's Ethernet address; not used in a request
 * @param targetIp the target's IPv4 address
 */
public record ArpPacket(
    int operation,
    MacAddress senderMac,
    Ipv4Address senderIp,
    MacAddress targetMac,
    Ipv4Address targetIp)
    implements Packet {

  /** Operation: who has the target's IPv4 address? */
  public static final int REQUEST = 1;

  /** Operation: the sender has the sender's IPv4 address. */
  public static final int REPLY = 2;

  private static final int HARDWARE_ETHERNET = 1;
  private static final int BYTES = 28;
  private static final int AT = EthernetFrame.HEADER_BYTES;
  private static final int HARDWARE_TYPE = AT;
  private static final int PROTOCOL_TYPE = AT + 2;
  private static final int HARDWARE_LENGTH = AT + 4;
  private static final int PROTOCOL_LENGTH = AT + 5;
  private static final int OPERATION = AT + 6;
  private static final int SENDER_MAC = AT + 8;
  private static final int SENDER_IP = AT + 14;
  private static final int TARGET_MAC = AT + 18;
  private static final int TARGET_IP = AT + 24;

  /**
   * The question who has an address, to everybody.
   *
   * @param senderMac who asks
   * @param senderIp who asks
   * @param targetIp the address looked for
   * @return the request
   */
  public static ArpPacket request(
      MacAddress senderMac, Ipv4Address senderIp, Ipv4Address targetIp) {
    return new ArpPacket(REQUEST, senderMac, senderIp, MacAddress.ZERO, targetIp);
  }

  static Packet parse(EthernetFrame ethernet) {
    byte[] bytes = ethernet.bytes();
    if (ethernet.payloadLength() < BYTES
        || NetworkOrder.u16(bytes, HARDWARE_TYPE) != HARDWARE_ETHERNET
        || NetworkOrder.u16(bytes, PROTOCOL_TYPE) != EthernetFrame.TYPE_IPV4
        || NetworkOrder.u8(bytes, HARDWARE_LENGTH) != MacAddress.BYTES
        || NetworkOrder.u8(bytes, PROTOCOL_LENGTH) != Ipv4Address.BYTES) {
      return Malformed.ARP_INVALID;
    }
    return new ArpPacket(
        NetworkOrder.u16(bytes, OPERATION),
        MacAddress.read(bytes, SENDER_MAC),
        Ipv4Address.read(bytes, SENDER_IP),
        MacAddress.read(bytes, TARGET_MAC),
        Ipv4Address.read(bytes, TARGET_IP));
  }

  /**
   * The answer to this request.
   *
   * @param mac the Ethernet address of the target
   * @return the reply
   */
  public ArpPacket reply(MacAddress mac) {
    return new ArpPacket(
        REPLY,
        /* senderMac= */ mac,
        /* senderIp= */ targetIp,
        /* targetMac= */ senderMac,
        /* targetIp= */ senderIp);
  }

  /**
   * Makes the frame: a request goes to everybody, anything else to the target.
   *
   * @return a new frame
   */
  public byte[] toFrame() {
    MacAddress destination = operation == REQUEST ? MacAddress.BROADCAST : targetMac;
    byte[] frame = EthernetFrame.begin(destination, senderMac, EthernetFrame.TYPE_ARP, BYTES);
    NetworkOrder.put16(frame, HARDWARE_TYPE, HARDWARE_ETHERNET);
    NetworkOrder.put16(frame, PROTOCOL_TYPE, EthernetFrame.TYPE_IPV4);
    NetworkOrder.put8(frame, HARDWARE_LENGTH, MacAddress.BYTES);
    NetworkOrder.put8(frame, PROTOCOL_LENGTH, Ipv4Address.BYTES);
    NetworkOrder.put16(frame, OPERATION, operation);
    senderMac.write(frame, SENDER_MAC);
    senderIp.write(frame, SENDER_IP);
    targetMac.write(frame, TARGET_MAC);
    targetIp.write(frame, TARGET_IP);
    return frame;
  }
}
