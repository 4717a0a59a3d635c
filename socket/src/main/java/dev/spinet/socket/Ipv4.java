package dev.spinet.socket;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** IPv4 addresses as people write them: four decimal numbers joined by dots. */
final class Ipv4 {

  private static final int OCTETS = 4;

  private Ipv4() {}

  /**
   * Reads an address. The shorter, octal and hexadecimal forms of BSD are left out on purpose: they
   * are read differently by different programs.
   *
   * @return the address, or {@code null} if the text is not of this form
   */
  static @Nullable Inet4Address literal(String text) {
    String[] numbers = text.split("\\.", -1);
    if (numbers.length != OCTETS) {
      return null;
    }
    int bits = 0;
    for (String number : numbers) {
      if (!number.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(number) > 0xff) {
        return null;
      }
      bits = bits << Byte.SIZE | Integer.parseInt(number);
    }
    return of(bits);
  }

  /**
   * Reads an address that must be there.
   *
   * @param what what the address is, for the message
   * @throws IllegalArgumentException if the text is not of this form
   */
  static Inet4Address required(String what, String text) {
    Inet4Address address = literal(text);
    if (address == null) {
      throw new IllegalArgumentException(
          "'%s' is not %s: it should look like 192.168.1.10".formatted(text, what));
    }
    return address;
  }

  /** From 32 bits, the first number of the notation in the highest eight. */
  static Inet4Address of(int bits) {
    byte[] octets = {
      (byte) (bits >>> 24), (byte) (bits >>> 16), (byte) (bits >>> 8), (byte) bits,
    };
    try {
      return (Inet4Address) InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      throw new AssertionError("four octets always make an address", e);
    }
  }

  /** As 32 bits, the first number of the notation in the highest eight. */
  static int bits(Inet4Address address) {
    int bits = 0;
    for (byte octet : address.getAddress()) {
      bits = bits << Byte.SIZE | Byte.toUnsignedInt(octet);
    }
    return bits;
  }
}
