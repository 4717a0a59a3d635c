package dev.spinet.simulator.device;

import dev.spinet.simulator.net.gateway.UserNetwork;
import dev.spinet.simulator.packet.Ipv4Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Ports of this machine's loopback that lead to a simulated chip, as users write them: {@code
 * 8443:443} for TCP, {@code udp:5683:5683} for UDP, several with commas between them.
 */
final class PortForwards {

  private static final Pattern FORM = Pattern.compile("(tcp:|udp:|)([0-9]{1,5}):([0-9]{1,5})");
  private static final int PORT_MAX = 0xFFFF;

  private final List<Forward> forwards;

  private PortForwards(List<Forward> forwards) {
    this.forwards = forwards;
  }

  private record Forward(boolean udp, int hostPort, int chipPort) {}

  /**
   * Reads the text of a user; an empty one means no ports.
   *
   * @throws IllegalArgumentException if it is not understood; the message says what is wrong
   */
  static PortForwards parse(String text) {
    return new PortForwards(
        text.isEmpty()
            ? List.of()
            : Stream.of(text.split(",", -1)).map(PortForwards::one).toList());
  }

  private static Forward one(String text) {
    var matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a forwarded port: it should look like 8443:443, for port 443 of the chip"
              .formatted(text));
    }
    return new Forward(
        matcher.group(1).equals("udp:"), port(matcher.group(2)), port(matcher.group(3)));
  }

  private static int port(String digits) {
    int port = Integer.parseInt(digits);
    if (port < 1 || port > PORT_MAX) {
      throw new IllegalArgumentException("a port is 1 to %d, not %s".formatted(PORT_MAX, digits));
    }
    return port;
  }

  /**
   * Opens the ports; they close with the network.
   *
   * @throws SocketException if one cannot be had; the message says which and why
   */
  void open(UserNetwork gateway, Ipv4Address chip) throws IOException {
    for (var forward : forwards) {
      var listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), forward.hostPort());
      try {
        if (forward.udp()) {
          gateway.forwardUdp(listen, chip, forward.chipPort());
        } else {
          gateway.forwardTcp(listen, chip, forward.chipPort());
        }
      } catch (SocketException e) {
        var failure =
            new SocketException(
                "cannot listen on port %d of this machine for the simulated chip: %s"
                    .formatted(forward.hostPort(), e.getMessage()));
        failure.initCause(e);
        throw failure;
      }
    }
  }
}
