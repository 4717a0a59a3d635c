package dev.spinet.socket;

import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;

/** From what users write to the addresses and ports that a driver takes. */
final class Hosts {

  private static final int MAX_PORT = 0xffff;

  private Hosts() {}

  /**
   * A host to be looked up later, and a port.
   *
   * @throws IllegalArgumentException if the port is not 0 to 65535
   */
  static InetSocketAddress unresolved(String host, int port) {
    requireLocalPort(port);
    return InetSocketAddress.createUnresolved(host, port);
  }

  /** A port of this end. */
  static void requireLocalPort(int port) {
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException(
          "%d is not a port: use 1 to %d, or 0 for any".formatted(port, MAX_PORT));
    }
  }

  /** A port of another host. */
  static void requirePort(int port) {
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException(
          "%d is not the port of a host: use 1 to %d".formatted(port, MAX_PORT));
    }
  }

  /**
   * The address in a socket address, looked up by the driver if there is only a name.
   *
   * @param limit the time limit of the call
   * @param start when the call began
   * @throws IOException if the name is not known, the time is over, or the address is no IPv4
   *     address
   */
  static Inet4Address address(
      NetworkDriver driver, InetSocketAddress target, long limit, long start) throws IOException {
    return switch (target.getAddress()) {
      case null -> resolve(driver, target.getHostString(), limit, start);
      case Inet4Address address -> address;
      case InetAddress address ->
          throw new SocketException(
              "%s is not an IPv4 address; %s carries IPv4 only"
                  .formatted(address.getHostAddress(), driver.name()));
    };
  }

  private static Inet4Address resolve(NetworkDriver driver, String host, long limit, long start)
      throws IOException {
    if (host.isBlank()) {
      throw new UnknownHostException("the name of the host is empty");
    }
    Inet4Address literal = Ipv4.literal(host);
    return literal != null ? literal : driver.resolve(host, TimeLimit.left(limit, start));
  }

  /** For messages: "192.168.1.10:80". */
  static String text(InetSocketAddress peer) {
    return peer.getHostString() + ":" + peer.getPort();
  }
}
