package dev.spinet.drivers.w5500;

import dev.spinet.bindings.w5500.SocketRegister;

/** The few facts of Ethernet frames (IEEE 802.3, section 3.2) and group addresses that count. */
final class Ethernet {

  /** Shortest frame on the wire, in bytes, without its check sequence. */
  static final int MIN_FRAME = 60;

  /** Bytes of the header: two hardware addresses and a type. */
  static final int HEADER_SIZE = 2 * SocketRegister.DHAR.size() + 2;

  /** First three octets of the hardware addresses of IPv4 groups (RFC 1112, section 6.4). */
  private static final int GROUP_PREFIX = 0x01005E;

  /** How many of the group's bits the hardware address tells. */
  private static final int GROUP_MASK = 0x7FFFFF;

  private Ethernet() {}

  /** The hardware address of an IPv4 group, in the lowest 48 bits. */
  static long groupAddress(int group) {
    return ((long) GROUP_PREFIX << 24) | (group & GROUP_MASK);
  }
}
