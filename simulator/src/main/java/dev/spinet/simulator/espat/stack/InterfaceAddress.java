package dev.spinet.simulator.espat.stack;

import dev.spinet.simulator.packet.Ipv4Address;

/**
 * What a station needs to know to send packets.
 *
 * @param address its own address; {@link Ipv4Address#ANY} if it has none
 * @param netmask which addresses are on the same network
 * @param gateway who passes packets on to the others
 */
public record InterfaceAddress(Ipv4Address address, Ipv4Address netmask, Ipv4Address gateway) {

  /** No address yet. */
  public static final InterfaceAddress NONE =
      new InterfaceAddress(Ipv4Address.ANY, Ipv4Address.ANY, Ipv4Address.ANY);

  /**
   * Whether there is an address.
   *
   * @return false for {@link #NONE}
   */
  public boolean isSet() {
    return !address.equals(Ipv4Address.ANY);
  }

  /** Whether a packet to an address goes to everybody on the network. */
  boolean isBroadcast(Ipv4Address destination) {
    return destination.equals(Ipv4Address.BROADCAST)
        || (isSet() && destination.value() == (address.value() | ~netmask.value()));
  }

  /** Whether a packet to an address is for this station. */
  boolean accepts(Ipv4Address destination) {
    return isBroadcast(destination) || (isSet() && destination.equals(address));
  }

  /** Who gets a packet to an address next. */
  Ipv4Address nextHop(Ipv4Address destination) {
    boolean local = ((destination.value() ^ address.value()) & netmask.value()) == 0;
    return local ? destination : gateway;
  }
}
