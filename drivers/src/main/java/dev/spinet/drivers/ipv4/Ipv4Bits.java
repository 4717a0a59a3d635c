package dev.spinet.drivers.ipv4;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** IPv4 addresses as 32 bits, the first number of the dotted notation in the highest eight. */
public final class Ipv4Bits {

  /** 0.0.0.0: no address. */
  public static final int ANY = 0;

  /** 255.255.255.255: everybody on this network (RFC 919). */
  public static final int BROADCAST = ~0;

  private static final int GROUPS_FROM = 0xE0;
  private static final int LOOPBACK = 0x7F;
  private static final int TOP_OCTET = 24;

  private Ipv4Bits() {}

  /**
   * As a Java address.
   *
   * @param bits the address
   * @return the same address
   */
  public static Inet4Address address(int bits) {
    byte[] octets = {
      (byte) (bits >>> 24), (byte) (bits >>> 16), (byte) (bits >>> 8), (byte) bits,
    };
    try {
      return (Inet4Address) InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      throw new AssertionError("four octets always make an address", e);
    }
  }

  /**
   * From a Java address.
   *
   * @param address the address
   * @return its 32 bits
   */
  public static int of(Inet4Address address) {
    int bits = 0;
    for (byte octet : address.getAddress()) {
      bits = bits << Byte.SIZE | Byte.toUnsignedInt(octet);
    }
    return bits;
  }

  /**
   * As people write it.
   *
   * @param bits the address
   * @return four numbers with dots between them
   */
  public static String text(int bits) {
    return "%d.%d.%d.%d".formatted(bits >>> 24, bits >>> 16 & 0xff, bits >>> 8 & 0xff, bits & 0xff);
  }

  /**
   * Whether one host can have the address: it is in classes A to C (RFC 1122, section 3.2.1.3), and
   * neither in network 0 nor in the loopback network.
   *
   * @param bits the address
   * @return whether it is a host's
   */
  public static boolean isHost(int bits) {
    int top = bits >>> TOP_OCTET;
    return top != 0 && top != LOOPBACK && top < GROUPS_FROM;
  }

  /**
   * Whether a mask is ones and then zeros.
   *
   * @param bits the mask
   * @return whether it can be a subnet mask
   */
  public static boolean isMask(int bits) {
    return (~bits & (~bits + 1)) == 0;
  }
}
