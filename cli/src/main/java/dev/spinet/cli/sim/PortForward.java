package dev.spinet.cli.sim;

import dev.spinet.cli.exit.UsageException;
import dev.spinet.simulator.lan.W5500Lan;
import dev.spinet.simulator.net.gateway.ForwardedPort;
import dev.spinet.simulator.net.gateway.UserNetwork;
import dev.spinet.simulator.packet.Ipv4Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A port of this machine that leads to one of a chip.
 *
 * @param protocol TCP or UDP
 * @param listen where this machine listens; port 0 lets the system choose
 * @param number the chip's number, if that is how the user has named it
 * @param chip the chip's address
 * @param port the chip's port
 */
record PortForward(
    Protocol protocol, InetSocketAddress listen, OptionalInt number, Ipv4Address chip, int port) {

  private static final int PORT_MAX = 0xFFFF;

  /** What is forwarded. */
  enum Protocol {
    TCP,
    UDP;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Makes sure that there is such a chip.
   *
   * @param chips how many there are
   * @throws UsageException if there is not
   */
  void ensureChip(int chips) throws UsageException {
    if (number.isPresent() && number.getAsInt() >= chips) {
      throw new UsageException(
          "--forward leads to chip %d, but the last one is chip %d; --chips says how many there are"
              .formatted(number.getAsInt(), chips - 1));
    }
  }

  /**
   * Opens the port.
   *
   * @throws SocketException if it cannot be had; the message says which and why
   */
  ForwardedPort open(UserNetwork gateway) throws IOException {
    try {
      return switch (protocol) {
        case TCP -> gateway.forwardTcp(listen, chip, port);
        case UDP -> gateway.forwardUdp(listen, chip, port);
      };
    } catch (SocketException e) {
      var failure =
          new SocketException(
              "cannot listen on %s port %s:%d: %s"
                  .formatted(
                      protocol,
                      listen.getAddress().getHostAddress(),
                      listen.getPort(),
                      e.getMessage()));
      failure.initCause(e);
      throw failure;
    }
  }

  /** Says what leads where, once it is open. */
  String describe(ForwardedPort open) {
    return "%s port %s:%d of this machine leads to %s:%d"
        .formatted(
            protocol,
            open.address().getAddress().getHostAddress(),
            open.address().getPort(),
            chip,
            port);
  }

  /** Reads {@code tcp:8080:0:80}, {@code udp:127.0.0.1:5000:10.0.2.15:7}. */
  static final class Converter implements ITypeConverter<PortForward> {

    private static final Pattern FORM =
        Pattern.compile("(tcp|udp):(?:([0-9.]+):)?([0-9]{1,5}):([0-9.]+):([0-9]{1,5})");

    /** For picocli. */
    Converter() {}

    @Override
    public PortForward convert(String text) {
      Matcher matcher = FORM.matcher(text.toLowerCase(Locale.ROOT));
      if (!matcher.matches()) {
        throw new TypeConversionException(
            "'%s' is not a forwarded port: it should look like tcp:8080:0:80, for port 80 of chip 0"
                .formatted(text));
      }
      try {
        var host = matcher.group(2) == null ? "127.0.0.1" : matcher.group(2);
        return new PortForward(
            Protocol.valueOf(matcher.group(1).toUpperCase(Locale.ROOT)),
            new InetSocketAddress(InetAddress.ofLiteral(host), port(matcher.group(3), 0)),
            number(matcher.group(4)),
            station(matcher.group(4)),
            port(matcher.group(5), 1));
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException("in '%s': %s".formatted(text, e.getMessage()));
      }
    }

    private static int port(String text, int least) {
      int port = Integer.parseInt(text);
      if (port < least || port > PORT_MAX) {
        throw new IllegalArgumentException(
            "a port is %d to %d, not %d".formatted(least, PORT_MAX, port));
      }
      return port;
    }

    private static OptionalInt number(String chip) {
      return chip.contains(".") ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(chip));
    }

    /** The number of a chip stands for the address that it has by convention. */
    private static Ipv4Address station(String text) {
      if (text.contains(".")) {
        var config = W5500Lan.addresses();
        var address = Ipv4Address.parse(text);
        if (!config.gateway().sameNetwork(address, config.prefixLength())) {
          throw new IllegalArgumentException(
              address + " is not in the network " + NetworkInHelp.network());
        }
        return address;
      }
      if (text.length() > 1 || Integer.parseInt(text) >= Plan.CHIPS_MAX) {
        throw new IllegalArgumentException(
            "a chip is a number from 0 to %d or an address, not %s"
                .formatted(Plan.CHIPS_MAX - 1, text));
      }
      return W5500Lan.address(Integer.parseInt(text));
    }
  }
}
