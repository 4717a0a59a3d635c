package dev.spinet.bench.device;

import dev.spinet.drivers.w5500.W5500;
import dev.spinet.socket.LinkInfo;
import dev.spinet.socket.Socket;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How a chip may find this machine.
 *
 * @param host the address that the chip connects to
 * @param servers the address of this machine that its servers listen on
 */
record WayHome(String host, InetAddress servers) {

  /** Longer than it takes the chip to find that nobody has an address. */
  private static final int TIMEOUT_MILLIS = 5_000;

  /**
   * All ways there may be: directly, for each address of this machine in the chip's network, and by
   * its gateway, which in a simulated network stands for this machine. Numbers alone do not tell
   * which one there is: a simulated network may have those of one that this machine is in.
   */
  static List<WayHome> candidates(List<InetAddress> addresses, LinkInfo info) {
    var ways = new ArrayList<WayHome>();
    for (var address : addresses) {
      if (address instanceof Inet4Address
          && !address.equals(info.ip())
          && network(address, info).equals(network(info.ip(), info))) {
        ways.add(new WayHome(address.getHostAddress(), address));
      }
    }
    ways.add(new WayHome(info.gateway().getHostAddress(), InetAddress.getLoopbackAddress()));
    return ways;
  }

  private static String network(InetAddress address, LinkInfo info) {
    byte[] octets = address.getAddress();
    byte[] mask = info.mask().getAddress();
    for (int i = 0; i < octets.length; i++) {
      octets[i] &= mask[i];
    }
    return Arrays.toString(octets);
  }

  /**
   * The first way that a connection of the chip takes to a server of this machine.
   *
   * @throws IOException if none does; the message names those that were tried
   */
  static WayHome find(W5500 eth, List<WayHome> candidates) throws IOException {
    var problem = new IOException("the chip cannot reach this machine by any of " + candidates);
    for (var way : candidates) {
      try {
        way.attempt(eth);
        return way;
      } catch (IOException e) {
        problem.addSuppressed(e);
      }
    }
    throw problem;
  }

  private void attempt(W5500 eth) throws IOException {
    try (var server = new ServerSocket(0, 1, servers);
        var socket = new Socket(eth)) {
      server.setSoTimeout(TIMEOUT_MILLIS);
      socket.setTimeout(TIMEOUT_MILLIS);
      socket.connect(host, server.getLocalPort());
      server.accept().close();
    }
  }

  @Override
  public String toString() {
    return host;
  }
}
