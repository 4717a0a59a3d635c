package dev.spinet.cli.demo;

import dev.spinet.cli.exit.UsageException;
import dev.spinet.socket.LinkInfo;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where the demonstration's servers are.
 *
 * @param listen the address of this machine on which they listen
 * @param reached the address at which the chip reaches them
 */
record ServerAddress(InetAddress listen, Inet4Address reached) {

  /**
   * Servers for a simulated chip: on this machine's loopback, which the gateway of the simulated
   * network stands for.
   */
  static ServerAddress simulated(LinkInfo link) {
    return new ServerAddress(InetAddress.getLoopbackAddress(), link.gateway());
  }

  /**
   * Servers for a chip on a real network: on this machine's address in the chip's network.
   *
   * @throws UsageException if this machine has none
   */
  static ServerAddress near(LinkInfo link) throws IOException, UsageException {
    for (Inet4Address own : ownAddresses()) {
      if (link.hasAddress() && sameNetwork(own, link)) {
        return new ServerAddress(own, own);
      }
    }
    throw new UsageException(
        "this machine has no address in the chip's network %s/%d; name the one at which the chip"
                .formatted(link.ip().getHostAddress(), link.prefixLength())
            + " reaches it with --server-address (there are: %s)".formatted(ownAddressList()));
  }

  /**
   * Starts a server there.
   *
   * @throws UsageException if the address is not one of this machine's
   */
  <T> T start(Starter<T> starter) throws IOException, UsageException {
    try {
      return starter.start(listen);
    } catch (BindException e) {
      throw new UsageException(
          "no server can listen on %s (%s); the addresses of this machine are: %s"
              .formatted(listen.getHostAddress(), e.getMessage(), ownAddressList()),
          e);
    }
  }

  /** Starts a server on an address. */
  @FunctionalInterface
  interface Starter<T> {
    T start(InetAddress address) throws IOException;
  }

  /**
   * Reads an IPv4 address; names are not looked up.
   *
   * @throws UsageException if it is anything else
   */
  static Inet4Address literal(String option, String text) throws UsageException {
    if (parse(text) instanceof Inet4Address address) {
      return address;
    }
    throw new UsageException(
        "%s takes an IPv4 address such as 192.168.1.10, not '%s'".formatted(option, text));
  }

  private static @Nullable InetAddress parse(String text) {
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  private static boolean sameNetwork(Inet4Address own, LinkInfo link) {
    byte[] a = own.getAddress();
    byte[] b = link.ip().getAddress();
    byte[] mask = link.mask().getAddress();
    for (int i = 0; i < mask.length; i++) {
      if (((a[i] ^ b[i]) & mask[i]) != 0) {
        return false;
      }
    }
    return true;
  }

  private static List<Inet4Address> ownAddresses() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(nic -> nic.getInterfaceAddresses().stream())
        .map(InterfaceAddress::getAddress)
        .filter(Inet4Address.class::isInstance)
        .map(Inet4Address.class::cast)
        .toList();
  }

  private static String ownAddressList() throws IOException {
    return ownAddresses().stream()
        .map(InetAddress::getHostAddress)
        .collect(Collectors.joining(", "));
  }
}
