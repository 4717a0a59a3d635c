package dev.spinet.drivers.dhcp;

import static dev.spinet.drivers.dhcp.DhcpOptions.DOMAIN_NAME;
import static dev.spinet.drivers.dhcp.DhcpOptions.LEASE_TIME;
import static dev.spinet.drivers.dhcp.DhcpOptions.NAME_SERVER;
import static dev.spinet.drivers.dhcp.DhcpOptions.REBINDING_TIME;
import static dev.spinet.drivers.dhcp.DhcpOptions.RENEWAL_TIME;
import static dev.spinet.drivers.dhcp.DhcpOptions.ROUTER;
import static dev.spinet.drivers.dhcp.DhcpOptions.SERVER_IDENTIFIER;
import static dev.spinet.drivers.dhcp.DhcpOptions.SUBNET_MASK;

import dev.spinet.drivers.ipv4.Ipv4Bits;

/** Finds out what a server gives, and refuses what no interface can use. */
final class LeaseReader {

  private static final int CLASS_A_MASK = 0xff000000;
  private static final int CLASS_B_MASK = 0xffff0000;
  private static final int CLASS_C_MASK = 0xffffff00;

  /** A network of one or two hosts has no broadcast address (RFC 3021). */
  private static final int SMALLEST_WITH_BROADCAST = ~3;

  private LeaseReader() {}

  /**
   * Reads an OFFER or an ACK.
   *
   * @param since when the lease begins, for the client's clock
   * @throws MalformedDhcpException if it lacks what it must have, or makes no sense
   */
  static Lease read(DhcpMessage message, long since) throws MalformedDhcpException {
    var options = message.options();
    int address = message.yourAddress();
    int mask = options.address(SUBNET_MASK).orElse(defaultMask(address));
    if (!Ipv4Bits.isMask(mask) || mask == 0) {
      throw new MalformedDhcpException(Ipv4Bits.text(mask) + " is no subnet mask");
    }
    if (!Ipv4Bits.isHost(address) || isReserved(address, mask)) {
      throw new MalformedDhcpException(Ipv4Bits.text(address) + " is no host's address");
    }
    int server = options.address(SERVER_IDENTIFIER).orElse(Ipv4Bits.ANY);
    if (!Ipv4Bits.isHost(server)) {
      throw new MalformedDhcpException("the server does not say who it is");
    }
    long seconds = options.seconds(LEASE_TIME).orElse(0);
    if (seconds == 0) {
      throw new MalformedDhcpException("the lease has no time");
    }
    int gateway =
        options.hosts(ROUTER).stream()
            .filter(router -> ((router ^ address) & mask) == 0 && router != address)
            .findFirst()
            .orElse(Ipv4Bits.ANY);
    long renew = options.seconds(RENEWAL_TIME).orElse(0);
    long rebind = options.seconds(REBINDING_TIME).orElse(0);
    boolean ordered = 0 < renew && renew < rebind && rebind < seconds;
    return new Lease(
        address,
        mask,
        gateway,
        options.hosts(NAME_SERVER),
        options.text(DOMAIN_NAME),
        server,
        since,
        seconds,
        // The times that a server need not give (RFC 2131, section 4.4.5).
        ordered ? renew : seconds / 2,
        ordered ? rebind : seconds - seconds / 8);
  }

  private static int defaultMask(int address) {
    if (address >= 0) {
      return CLASS_A_MASK;
    }
    return (address & 0x40000000) == 0 ? CLASS_B_MASK : CLASS_C_MASK;
  }

  private static boolean isReserved(int address, int mask) {
    int host = address & ~mask;
    boolean hasBroadcast = (mask & ~SMALLEST_WITH_BROADCAST) == 0;
    return hasBroadcast && (host == 0 || host == ~mask);
  }
}
