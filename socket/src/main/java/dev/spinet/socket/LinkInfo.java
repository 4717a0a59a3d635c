package dev.spinet.socket;

import java.net.Inet4Address;

/**
 * The addresses of a network interface. 0.0.0.0 stands for "none".
 *
 * @param ip the interface's own address
 * @param mask the subnet mask: ones, then zeros
 * @param gateway the router to other networks
 * @param dns the name server
 * @param mac the hardware address
 */
public record LinkInfo(
    Inet4Address ip, Inet4Address mask, Inet4Address gateway, Inet4Address dns, MacAddress mac) {

  private static final int DEFAULT_MASK = 0xffffff00;

  /**
   * Checks that the addresses make sense together.
   *
   * @throws IllegalArgumentException if the mask has a one after a zero, if the interface's address
   *     is a multicast or broadcast one, or if the gateway is outside the interface's network
   */
  public LinkInfo {
    int maskBits = Ipv4.bits(mask);
    if ((~maskBits & (~maskBits + 1)) != 0) {
      throw new IllegalArgumentException(
          "%s is not a subnet mask: it should look like 255.255.255.0"
              .formatted(mask.getHostAddress()));
    }
    if (ip.isMulticastAddress() || Ipv4.bits(ip) == ~0) {
      throw new IllegalArgumentException(
          "%s is a group of hosts, not the address of one".formatted(ip.getHostAddress()));
    }
    boolean routed = !ip.isAnyLocalAddress() && !gateway.isAnyLocalAddress();
    if (routed && ((Ipv4.bits(ip) ^ Ipv4.bits(gateway)) & maskBits) != 0) {
      throw new IllegalArgumentException(
          "the gateway %s is not in the network of %s with mask %s"
              .formatted(gateway.getHostAddress(), ip.getHostAddress(), mask.getHostAddress()));
    }
  }

  /**
   * Puts a static configuration together, as {@link Eth#setLinkInfo} takes it.
   *
   * @param ip the interface's own address, or 0.0.0.0
   * @param mask the subnet mask; 0.0.0.0 for 255.255.255.0 if there is an address
   * @param gateway the router to other networks, or 0.0.0.0
   * @param dns the name server, or 0.0.0.0
   * @param mac the hardware address
   * @return the configuration
   * @throws IllegalArgumentException if the addresses do not fit together
   */
  public static LinkInfo ofStatic(
      Inet4Address ip, Inet4Address mask, Inet4Address gateway, Inet4Address dns, MacAddress mac) {
    boolean defaultMask = !ip.isAnyLocalAddress() && mask.isAnyLocalAddress();
    return new LinkInfo(ip, defaultMask ? Ipv4.of(DEFAULT_MASK) : mask, gateway, dns, mac);
  }

  /**
   * Whether the interface has an address of its own.
   *
   * @return {@code false} if the address is 0.0.0.0
   */
  public boolean hasAddress() {
    return !ip.isAnyLocalAddress();
  }

  /**
   * The length of the network's prefix.
   *
   * @return the number of ones in the mask, 0 to 32
   */
  public int prefixLength() {
    return Integer.bitCount(Ipv4.bits(mask));
  }
}
