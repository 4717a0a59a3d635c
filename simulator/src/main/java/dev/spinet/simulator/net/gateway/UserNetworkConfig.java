package dev.spinet.simulator.net.gateway;

import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.MacAddress;
import java.time.Duration;

/**
 * How a {@link UserNetwork} looks from the inside, and its limits.
 *
 * @param gateway the gateway's IPv4 address; the network is what shares its first bits
 * @param prefixLength number of these bits, 1 to 30
 * @param gatewayMac the gateway's Ethernet address
 * @param nameServer the IPv4 address of the DNS forwarder, in the same network
 * @param policy which hosts can be reached
 * @param resolvers where the DNS forwarder passes questions on to
 * @param maximumFlows most TCP connections and UDP conversations at a time; beyond that new ones
 *     are dropped; 1 to 10000
 * @param bufferBytes bytes buffered per TCP connection and direction, 2920 or more
 * @param connectTimeout how long a host may take to answer before an attempt to connect is dropped
 * @param idle how long a TCP connection may be silent before the station is asked whether it is
 *     still there
 * @param lease how long the DHCP server gives an address to a station, 1 s to 68 years
 * @param seed of the initial sequence numbers; the same seed gives the same ones
 */
public record UserNetworkConfig(
    Ipv4Address gateway,
    int prefixLength,
    MacAddress gatewayMac,
    Ipv4Address nameServer,
    HostPolicy policy,
    Resolvers resolvers,
    int maximumFlows,
    int bufferBytes,
    Duration connectTimeout,
    Duration idle,
    Duration lease,
    long seed) {

  /** After this time without a datagram a UDP conversation is forgotten (RFC 4787, REQ-5). */
  static final Duration UDP_IDLE = Duration.ofMinutes(5);

  /** Fewer than there are dynamic ports. */
  private static final int MAXIMUM_FLOWS = 10_000;

  /** Least buffer: two whole segments. */
  private static final int MINIMUM_BUFFER = 2920;

  /**
   * 10.0.2.0/24 with the gateway 10.0.2.2 and the name server 10.0.2.3; only servers on this
   * machine can be reached, and its name servers are asked.
   */
  public static final UserNetworkConfig DEFAULT =
      new UserNetworkConfig(
          Ipv4Address.parse("10.0.2.2"),
          24,
          MacAddress.parse("02:53:50:4e:ff:02"),
          Ipv4Address.parse("10.0.2.3"),
          HostPolicy.loopbackOnly(),
          Resolvers.system(),
          256,
          65_536,
          Duration.ofSeconds(60),
          Duration.ofMinutes(15),
          Duration.ofHours(12),
          0);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is out of its range; the message says which
   */
  public UserNetworkConfig {
    require(prefixLength >= 1 && prefixLength <= 30, "prefix length from 1 to 30", prefixLength);
    require(
        gateway.sameNetwork(nameServer, prefixLength),
        "name server in the gateway's network",
        nameServer);
    require(!gatewayMac.isGroup(), "Ethernet address of one station", gatewayMac);
    require(maximumFlows >= 1 && maximumFlows <= MAXIMUM_FLOWS, "1 to 10000 flows", maximumFlows);
    require(bufferBytes >= MINIMUM_BUFFER, "buffers of at least 2920 bytes", bufferBytes);
    require(connectTimeout.isPositive(), "positive connect time-out", connectTimeout);
    require(idle.isPositive(), "positive idle time", idle);
    require(
        lease.toSeconds() >= 1 && lease.toSeconds() <= Integer.MAX_VALUE,
        "lease of 1 s to 68 years",
        lease);
  }

  private static void require(boolean holds, String expected, Object actual) {
    if (!holds) {
      throw new IllegalArgumentException("expected " + expected + ", not " + actual);
    }
  }

  /**
   * The same with another policy.
   *
   * @param newPolicy which hosts can be reached
   * @return a new configuration
   */
  public UserNetworkConfig withPolicy(HostPolicy newPolicy) {
    return new UserNetworkConfig(
        gateway,
        prefixLength,
        gatewayMac,
        nameServer,
        newPolicy,
        resolvers,
        maximumFlows,
        bufferBytes,
        connectTimeout,
        idle,
        lease,
        seed);
  }

  /**
   * The same with other name servers.
   *
   * @param newResolvers where the DNS forwarder passes questions on to
   * @return a new configuration
   */
  public UserNetworkConfig withResolvers(Resolvers newResolvers) {
    return new UserNetworkConfig(
        gateway,
        prefixLength,
        gatewayMac,
        nameServer,
        policy,
        newResolvers,
        maximumFlows,
        bufferBytes,
        connectTimeout,
        idle,
        lease,
        seed);
  }

  /**
   * The same with other limits.
   *
   * @param newMaximumFlows most connections and conversations at a time
   * @param newBufferBytes bytes buffered per connection and direction
   * @return a new configuration
   */
  public UserNetworkConfig withLimits(int newMaximumFlows, int newBufferBytes) {
    return new UserNetworkConfig(
        gateway,
        prefixLength,
        gatewayMac,
        nameServer,
        policy,
        resolvers,
        newMaximumFlows,
        newBufferBytes,
        connectTimeout,
        idle,
        lease,
        seed);
  }

  /**
   * The same with other times.
   *
   * @param newConnectTimeout how long a host may take to answer
   * @param newIdle how long a connection may be silent
   * @return a new configuration
   */
  public UserNetworkConfig withTimes(Duration newConnectTimeout, Duration newIdle) {
    return new UserNetworkConfig(
        gateway,
        prefixLength,
        gatewayMac,
        nameServer,
        policy,
        resolvers,
        maximumFlows,
        bufferBytes,
        newConnectTimeout,
        newIdle,
        lease,
        seed);
  }

  /**
   * The same with another lease time.
   *
   * @param newLease how long the DHCP server gives an address to a station
   * @return a new configuration
   */
  public UserNetworkConfig withLease(Duration newLease) {
    return new UserNetworkConfig(
        gateway,
        prefixLength,
        gatewayMac,
        nameServer,
        policy,
        resolvers,
        maximumFlows,
        bufferBytes,
        connectTimeout,
        idle,
        newLease,
        seed);
  }

  /**
   * The first address that the DHCP server gives away; those of the next stations follow it.
   *
   * @return the address
   */
  public Ipv4Address firstLease() {
    return new Ipv4Address(DhcpLeases.first(this));
  }

  /** The subnet mask. */
  Ipv4Address mask() {
    return new Ipv4Address(-1 << (Integer.SIZE - prefixLength));
  }

  /** The address of all stations on the network. */
  Ipv4Address broadcast() {
    return new Ipv4Address(gateway.value() | ~mask().value());
  }

  /** Whether an address is one of the gateway's own. */
  boolean isOwn(Ipv4Address address) {
    return address.equals(gateway) || address.equals(nameServer);
  }

  /** Whether an address can be that of a station on the network. */
  boolean isStation(Ipv4Address address) {
    int host = address.value() & ~mask().value();
    return gateway.sameNetwork(address, prefixLength)
        && !isOwn(address)
        && !address.equals(broadcast())
        && host != 0;
  }
}
