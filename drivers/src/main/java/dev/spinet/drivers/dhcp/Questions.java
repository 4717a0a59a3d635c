package dev.spinet.drivers.dhcp;

import dev.spinet.drivers.ipv4.Ipv4Bits;
import dev.spinet.socket.MacAddress;
import org.jspecify.annotations.Nullable;

/** The messages a client sends, with the fields and options that each needs (RFC 2131, table 5). */
final class Questions {

  private static final int ETHERNET = 1;

  private static final byte[] WANTED = {
    DhcpOptions.SUBNET_MASK,
    DhcpOptions.ROUTER,
    DhcpOptions.NAME_SERVER,
    DhcpOptions.HOST_NAME,
    DhcpOptions.DOMAIN_NAME,
    DhcpOptions.INTERFACE_MTU,
    DhcpOptions.BROADCAST_ADDRESS,
    DhcpOptions.LEASE_TIME,
    DhcpOptions.RENEWAL_TIME,
    DhcpOptions.REBINDING_TIME,
  };

  private final MacAddress hardware;
  private final @Nullable String hostName;

  Questions(MacAddress hardware, @Nullable String hostName) {
    this.hardware = hardware;
    this.hostName = hostName;
  }

  /** Who has an address? {@code hint} is the one that the client had, or 0. */
  DhcpMessage discover(int transaction, int seconds, int hint) {
    var options = question(MessageType.DISCOVER);
    if (hint != Ipv4Bits.ANY) {
      options.putInt(DhcpOptions.REQUESTED_ADDRESS, hint);
    }
    return withoutAddress(transaction, seconds, options);
  }

  /** Takes an offer. */
  DhcpMessage request(int transaction, int seconds, Lease offer) {
    return withoutAddress(
        transaction,
        seconds,
        question(MessageType.REQUEST)
            .putInt(DhcpOptions.REQUESTED_ADDRESS, offer.address())
            .putInt(DhcpOptions.SERVER_IDENTIFIER, offer.server()));
  }

  /** Is this address still right? */
  DhcpMessage confirm(int transaction, int seconds, Lease lease) {
    return withoutAddress(
        transaction,
        seconds,
        question(MessageType.REQUEST).putInt(DhcpOptions.REQUESTED_ADDRESS, lease.address()));
  }

  /** Extends a lease. */
  DhcpMessage extend(int transaction, int seconds, Lease lease) {
    return message(transaction, seconds, false, lease.address(), question(MessageType.REQUEST));
  }

  /** Says that an address is somebody else's. */
  DhcpMessage decline(int transaction, Lease offer) {
    return message(
        transaction,
        0,
        false,
        Ipv4Bits.ANY,
        statement(MessageType.DECLINE, offer)
            .putInt(DhcpOptions.REQUESTED_ADDRESS, offer.address()));
  }

  /** Gives an address back. */
  DhcpMessage release(int transaction, Lease lease) {
    return message(transaction, 0, false, lease.address(), statement(MessageType.RELEASE, lease));
  }

  /** A chip takes no packet to an address it does not have yet, so answers go to everybody. */
  private DhcpMessage withoutAddress(int transaction, int seconds, DhcpOptions options) {
    return message(transaction, seconds, true, Ipv4Bits.ANY, options);
  }

  private DhcpMessage message(
      int transaction, int seconds, boolean broadcast, int clientAddress, DhcpOptions options) {
    return new DhcpMessage(
        false, transaction, seconds, broadcast, clientAddress, Ipv4Bits.ANY, hardware, options);
  }

  private DhcpOptions statement(MessageType type, Lease lease) {
    return identified(type).putInt(DhcpOptions.SERVER_IDENTIFIER, lease.server());
  }

  private DhcpOptions question(MessageType type) {
    var options =
        identified(type)
            .putShort(DhcpOptions.MAXIMUM_SIZE, DhcpMessage.MAXIMUM_SIZE)
            .put(DhcpOptions.PARAMETER_LIST, WANTED);
    if (hostName != null) {
      options.putText(DhcpOptions.HOST_NAME, hostName);
    }
    return options;
  }

  /** The same client identifier everywhere, or servers see several clients. */
  private DhcpOptions identified(MessageType type) {
    byte[] mac = hardware.octets();
    byte[] identifier = new byte[1 + mac.length];
    identifier[0] = ETHERNET;
    System.arraycopy(mac, 0, identifier, 1, mac.length);
    return DhcpMessage.optionsOf(type).put(DhcpOptions.CLIENT_IDENTIFIER, identifier);
  }
}
