package dev.spinet.simulator.packet;

/**
 * An IPv4 address.
 *
 * @param value the 32 bits, the first byte on the wire being the highest
 */
public record Ipv4Address(int value) {

  /** Bytes of an address on the wire. */
  public static final int BYTES = 4;

  /** 0.0.0.0: no address. */
  public static final Ipv4Address ANY = new Ipv4Address(0);

  /** 255.255.255.255: everybody on this network. */
  public static final Ipv4Address BROADCAST = new Ipv4Address(-1);

  /**
   * Reads the dotted form.
   *
   * @param text four decimal numbers from 0 to 255 between dots
   * @return the address
   * @throws IllegalArgumentException if the text is anything else
   */
  public static Ipv4Address parse(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != BYTES) {
      throw notAnAddress(text);
    }
    int value = 0;
    for (String part : parts) {
      if (!part.matches("[0-9]{1,3}") || Integer.parseInt(part) > 0xFF) {
        throw notAnAddress(text);
      }
      value = value << 8 | Integer.parseInt(part);
    }
    return new Ipv4Address(value);
  }

  private static IllegalArgumentException notAnAddress(String text) {
    return new IllegalArgumentException(
        "not an IPv4 address (expected four numbers from 0 to 255): " + text);
  }

  /**
   * Reads an address off the wire.
   *
   * @param bytes where it is
   * @param offset offset of its first byte
   * @return the address
   * @throws IndexOutOfBoundsException if there are fewer than four bytes
   */
  public static Ipv4Address read(byte[] bytes, int offset) {
    return new Ipv4Address(NetworkOrder.i32(bytes, offset));
  }

  /**
   * Writes the address as it is on the wire.
   *
   * @param bytes where to
   * @param offset offset of its first byte
   * @throws IndexOutOfBoundsException if there are fewer than four bytes
   */
  public void write(byte[] bytes, int offset) {
    NetworkOrder.put32(bytes, offset, value);
  }

  /**
   * The address as bytes, in the form in which {@link java.net.InetAddress#getByAddress(byte[])}
   * takes it.
   *
   * @return four new bytes
   */
  public byte[] toBytes() {
    var bytes = new byte[BYTES];
    write(bytes, 0);
    return bytes;
  }

  /**
   * Whether another address is on the same network.
   *
   * @param other the other address
   * @param prefixLength number of leading bits that make the network, 0 to 32
   * @return true if these bits are equal
   */
  public boolean sameNetwork(Ipv4Address other, int prefixLength) {
    return prefixLength == 0 || (value ^ other.value) >>> (Integer.SIZE - prefixLength) == 0;
  }

  /**
   * Whether this is a multicast group.
   *
   * @return true for 224.0.0.0 to 239.255.255.255
   */
  public boolean isMulticast() {
    return value >>> 28 == 0xE;
  }

  /** The dotted form. */
  @Override
  public String toString() {
    return (value >>> 24)
        + "."
        + (value >>> 16 & 0xFF)
        + "."
        + (value >>> 8 & 0xFF)
        + "."
        + (value & 0xFF);
  }
}
