package dev.spinet.simulator.packet;

/** An Ethernet II frame without preamble and frame check sequence. */
public final class EthernetFrame implements Packet {

  /** Bytes of the header: destination, source, EtherType. */
  public static final int HEADER_BYTES = 14;

  /** Largest payload of a frame. */
  public static final int MTU = 1500;

  /** EtherType of IPv4. */
  public static final int TYPE_IPV4 = 0x0800;

  /** EtherType of ARP. */
  public static final int TYPE_ARP = 0x0806;

  private static final int SOURCE = 6;
  private static final int TYPE = 12;

  private final byte[] bytes;

  EthernetFrame(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Begins a frame: the header is written, the payload is zeros.
   *
   * @param destination who gets it
   * @param source who sends it
   * @param etherType what the payload is, 0 to 0xFFFF
   * @param payloadLength bytes of payload
   * @return a new frame
   */
  public static byte[] begin(
      MacAddress destination, MacAddress source, int etherType, int payloadLength) {
    var frame = new byte[HEADER_BYTES + payloadLength];
    destination.write(frame, 0);
    source.write(frame, SOURCE);
    NetworkOrder.put16(frame, TYPE, etherType);
    return frame;
  }

  /**
   * The whole frame.
   *
   * @return the array itself, not a copy; not to be changed
   */
  public byte[] bytes() {
    return bytes;
  }

  /**
   * Who gets the frame.
   *
   * @return the destination address
   */
  public MacAddress destination() {
    return MacAddress.read(bytes, 0);
  }

  /**
   * Who sent the frame.
   *
   * @return the source address
   */
  public MacAddress source() {
    return MacAddress.read(bytes, SOURCE);
  }

  /**
   * What the payload is.
   *
   * @return the EtherType, 0 to 0xFFFF
   */
  public int etherType() {
    return NetworkOrder.u16(bytes, TYPE);
  }

  /**
   * Bytes after the header, padding included.
   *
   * @return 0 or more
   */
  public int payloadLength() {
    return bytes.length - HEADER_BYTES;
  }
}
