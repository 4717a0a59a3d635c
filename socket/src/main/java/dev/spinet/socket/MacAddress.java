package dev.spinet.socket;

import java.util.HexFormat;
import java.util.Locale;

/**
 * The hardware address of a network interface: six octets, written {@code 02:00:00:12:34:56}.
 *
 * @param value the octets as one number, the first octet in bits 47 to 40; bits 63 to 48 are zero
 */
public record MacAddress(long value) {

  private static final int OCTETS = 6;
  private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if a bit above the 48th is set
   */
  public MacAddress {
    if (value >>> (Byte.SIZE * OCTETS) != 0) {
      throw new IllegalArgumentException(
          "0x%x is not a MAC address: it has more than 48 bits".formatted(value));
    }
  }

  /**
   * From octets in the order in which they travel.
   *
   * @param octets six octets
   * @return the address
   * @throws IllegalArgumentException if there are not six
   */
  public static MacAddress of(byte... octets) {
    if (octets.length != OCTETS) {
      throw new IllegalArgumentException(
          "a MAC address has 6 octets, not %d".formatted(octets.length));
    }
    long value = 0;
    for (byte octet : octets) {
      value = value << Byte.SIZE | Byte.toUnsignedLong(octet);
    }
    return new MacAddress(value);
  }

  /**
   * From text.
   *
   * @param text six pairs of hexadecimal digits joined by colons, or by hyphens, in either case
   * @return the address
   * @throws IllegalArgumentException if the text is anything else
   */
  public static MacAddress parse(String text) {
    String colons = text.replace('-', ':').toLowerCase(Locale.ROOT);
    if (!colons.matches("[0-9a-f]{2}(:[0-9a-f]{2}){5}")) {
      throw new IllegalArgumentException(
          "'%s' is not a MAC address: it should look like 02:00:00:12:34:56".formatted(text));
    }
    return of(COLONS.parseHex(colons));
  }

  /**
   * The octets in the order in which they travel.
   *
   * @return a new array of six octets
   */
  public byte[] octets() {
    var octets = new byte[OCTETS];
    for (int i = 0; i < OCTETS; i++) {
      octets[i] = (byte) (value >>> (Byte.SIZE * (OCTETS - 1 - i)));
    }
    return octets;
  }

  /**
   * Whether this names a group of stations, which no interface may have as its own address (IEEE
   * 802, the individual/group bit).
   *
   * @return whether the lowest bit of the first octet is set
   */
  public boolean isMulticast() {
    return (value >>> (Byte.SIZE * (OCTETS - 1)) & 0x01) != 0;
  }

  /**
   * Whether the address was chosen locally instead of bought with the hardware (IEEE 802, the
   * universal/local bit).
   *
   * @return whether the second-lowest bit of the first octet is set
   */
  public boolean isLocallyAdministered() {
    return (value >>> (Byte.SIZE * (OCTETS - 1)) & 0x02) != 0;
  }

  /**
   * The usual notation.
   *
   * @return six pairs of lower-case hexadecimal digits joined by colons
   */
  @Override
  public String toString() {
    return COLONS.formatHex(octets());
  }
}
