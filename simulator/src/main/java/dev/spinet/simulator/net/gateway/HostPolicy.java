package dev.spinet.simulator.net.gateway;

import dev.spinet.simulator.packet.Ipv4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** Which hosts can be reached from a simulated network, and under which address. */
@FunctionalInterface
public interface HostPolicy {

  /**
   * Finds the host behind an address.
   *
   * @param destination the address as it is seen on the simulated network
   * @param gateway the gateway's address on the simulated network
   * @return the address on this machine's own network; empty if it must not be reached
   */
  Optional<InetAddress> hostFor(Ipv4Address destination, Ipv4Address gateway);

  /**
   * Nothing but servers on this machine: the gateway's address stands for 127.0.0.1.
   *
   * @return the policy
   */
  static HostPolicy loopbackOnly() {
    return (destination, gateway) ->
        destination.equals(gateway) ? Optional.of(loopback()) : Optional.empty();
  }

  /**
   * All that this machine can reach: the gateway's address stands for 127.0.0.1, every other one
   * for itself. Multicast and broadcast stay where they are.
   *
   * @return the policy
   */
  static HostPolicy everywhere() {
    return (destination, gateway) -> {
      if (destination.equals(gateway)) {
        return Optional.of(loopback());
      }
      boolean group =
          destination.isMulticast()
              || destination.equals(Ipv4Address.BROADCAST)
              || destination.equals(Ipv4Address.ANY);
      return group ? Optional.empty() : Optional.of(inet(destination));
    };
  }

  private static InetAddress loopback() {
    return inet(Ipv4Address.parse("127.0.0.1"));
  }

  private static InetAddress inet(Ipv4Address address) {
    try {
      return InetAddress.getByAddress(address.toBytes());
    } catch (UnknownHostException e) {
      throw new AssertionError("four bytes are an address", e);
    }
  }
}
