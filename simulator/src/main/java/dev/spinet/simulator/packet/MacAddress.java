package dev.spinet.simulator.packet;

import java.util.HexFormat;
import java.util.Locale;

/**
 * An Ethernet address.
 *
 * @param value the 48 bits, the first byte on the wire being the highest
 */
public record MacAddress(long value) {

  /** Bytes of an address on the wire. */
  public static final int BYTES = 6;

  /** All ones: every station. */
  public static final MacAddress BROADCAST = new MacAddress(0xFFFF_FFFF_FFFFL);

  /** All zeros: the unknown address of an ARP request. */
  public static final MacAddress ZERO = new MacAddress(0);

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if the value has more than 48 bits
   */
  public MacAddress {
    if (value >>> 48 != 0) {
      throw new IllegalArgumentException("not a 48-bit address: 0x" + Long.toHexString(value));
    }
  }

  /**
   * Reads the usual text form.
   *
   * @param text six hexadecimal pairs between colons or hyphens, such as {@code 02:53:50:4e:00:01}
   * @return the address
   * @throws IllegalArgumentException if the text is anything else
   */
  public static MacAddress parse(String text) {
    String digits = text.replace('-', ':');
    if (!digits.matches("[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}")) {
      throw new IllegalArgumentException(
          "not an Ethernet address (expected six hexadecimal pairs): " + text);
    }
    return new MacAddress(HexFormat.fromHexDigitsToLong(digits.replace(":", "")));
  }

  /**
   * Reads an address off the wire.
   *
   * @param bytes where it is
   * @param offset offset of its first byte
   * @return the address
   * @throws IndexOutOfBoundsException if there are fewer than six bytes
   */
  public static MacAddress read(byte[] bytes, int offset) {
    return new MacAddress(
        (long) NetworkOrder.u16(bytes, offset) << 32
            | (NetworkOrder.i32(bytes, offset + 2) & 0xFFFF_FFFFL));
  }

  /**
   * Writes the address as it is on the wire.
   *
   * @param bytes where to
   * @param offset offset of its first byte
   * @throws IndexOutOfBoundsException if there are fewer than six bytes
   */
  public void write(byte[] bytes, int offset) {
    NetworkOrder.put16(bytes, offset, (int) (value >>> 32));
    NetworkOrder.put32(bytes, offset + 2, (int) value);
  }

  /**
   * The Ethernet address of an IPv4 multicast group (RFC 1112, section 6.4).
   *
   * @param group the group
   * @return 01:00:5e and the low 23 bits of the group
   */
  public static MacAddress ofMulticast(Ipv4Address group) {
    return new MacAddress(0x0100_5E00_0000L | (group.value() & 0x7F_FFFFL));
  }

  /**
   * Whether frames to this address go to more than one station.
   *
   * @return true for a multicast group and for broadcast
   */
  public boolean isGroup() {
    return (value >>> 40 & 1) != 0;
  }

  /** The usual text form, lower case with colons. */
  @Override
  public String toString() {
    var text = String.format(Locale.ROOT, "%012x", value);
    return String.join(":", text.split("(?<=\\G..)"));
  }
}
