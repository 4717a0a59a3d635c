package dev.spinet.drivers.w5500;

import dev.spinet.socket.HostUnreachableException;
import dev.spinet.socket.LinkDownException;
import dev.spinet.socket.LinkInfo;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * Where packets may go, with the chip's addresses as they are. Addresses are 32 bits, the first
 * octet in the highest eight. Every method is called with the chip's lock held; the checks allocate
 * nothing unless the chip's addresses have changed.
 */
final class Destinations {

  /** Everybody on the cable (RFC 919, section 7). */
  static final int LIMITED_BROADCAST = ~0;

  private final Chip chip;
  private final NetworkSettings settings;
  private @Nullable LinkInfo cached;
  private int own;
  private int mask;
  private boolean hasGateway;

  Destinations(Chip chip, NetworkSettings settings) {
    this.chip = chip;
    this.settings = settings;
  }

  /** Whether an address is a group's: 224.0.0.0 to 239.255.255.255 (RFC 5771, section 3). */
  static boolean isMulticast(int address) {
    return address >>> 28 == 0xE;
  }

  static int bits(Inet4Address address) {
    int bits = 0;
    for (byte octet : address.getAddress()) {
      bits = bits << Byte.SIZE | Byte.toUnsignedInt(octet);
    }
    return bits;
  }

  static String text(int address) {
    return "%d.%d.%d.%d"
        .formatted(address >>> 24, (address >>> 16) & 0xFF, (address >>> 8) & 0xFF, address & 0xFF);
  }

  /** Whether an address means everybody: all ones, or all ones behind the subnet mask. */
  boolean isBroadcast(int address) {
    refresh();
    return address == LIMITED_BROADCAST
        || (settings.isUp() && ~mask != 0 && ~mask != 1 && address == (own | ~mask));
  }

  /**
   * Checks that a packet can go to an address. Without an address of its own the chip can send to
   * everybody on the cable, as DHCP needs.
   */
  void check(int address, boolean broadcastAllowed) throws IOException {
    if (address == 0) {
      throw new SocketException("nobody has the address 0.0.0.0; name a receiver");
    }
    boolean broadcast = isBroadcast(address);
    if (broadcast && !broadcastAllowed) {
      throw new SocketException(
          "Permission denied: %s is a broadcast address; set SO_BROADCAST first"
              .formatted(text(address)));
    }
    if (!settings.isUp() && address != LIMITED_BROADCAST) {
      throw new LinkDownException(chip.name() + ": the link is down; call link() before sending");
    }
    boolean local = ((address ^ own) & mask) == 0;
    if (!broadcast && !local && !hasGateway && !isMulticast(address)) {
      throw new HostUnreachableException(
          "%s is not in the network of %s, and no gateway is set"
              .formatted(text(address), text(own)));
    }
  }

  /** Runs before every packet, so it does not compare more than it has to. */
  @SuppressWarnings("ReferenceEquality")
  private void refresh() {
    var info = settings.info();
    if (info != cached) {
      cached = info;
      own = bits(info.ip());
      mask = bits(info.mask());
      hasGateway = !info.gateway().isAnyLocalAddress();
    }
  }
}
