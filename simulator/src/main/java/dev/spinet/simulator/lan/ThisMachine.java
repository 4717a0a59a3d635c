package dev.spinet.simulator.lan;

import dev.spinet.simulator.net.gateway.HostPolicy;
import dev.spinet.simulator.packet.Ipv4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Lets a simulated network reach this machine and nothing else: the gateway's address stands for
 * 127.0.0.1 as with {@link HostPolicy#loopbackOnly()}, and each address of this machine for itself.
 */
final class ThisMachine implements HostPolicy {

  private final HostPolicy loopback = HostPolicy.loopbackOnly();

  @Override
  public Optional<InetAddress> hostFor(Ipv4Address destination, Ipv4Address gateway) {
    var found = loopback.hostFor(destination, gateway);
    return found.isPresent() ? found : ownAddress(destination);
  }

  private static Optional<InetAddress> ownAddress(Ipv4Address destination) {
    try {
      var address = InetAddress.getByAddress(destination.toBytes());
      return NetworkInterface.getByInetAddress(address) == null
          ? Optional.empty()
          : Optional.of(address);
    } catch (UnknownHostException e) {
      throw new AssertionError("four bytes are an address", e);
    } catch (SocketException e) {
      // This machine cannot say which addresses it has; then it has none to offer.
      return Optional.empty();
    }
  }
}
