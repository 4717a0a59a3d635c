package dev.spinet.drivers.w5500;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;

/** The local port of a TCP socket. Every method is called with the chip's lock held. */
final class TcpLocalEnd {

  private static final int LAST_PORT = 65535;

  private final HardwareSocket socket;
  private final LocalPorts ports;
  private final NetworkSettings settings;
  private final TcpOptions options;
  private boolean bound;

  TcpLocalEnd(
      HardwareSocket socket,
      HardwareSockets sockets,
      NetworkSettings settings,
      TcpOptions options) {
    this.socket = socket;
    this.ports = sockets.ports();
    this.settings = settings;
    this.options = options;
  }

  /** Whether the program has chosen the port. */
  boolean isBound() {
    return bound;
  }

  /** Takes a port, 0 for any that is free; the address is the chip's or none in particular. */
  void bind(Inet4Address address, int port) throws IOException {
    if (port < 0 || port > LAST_PORT) {
      throw new IllegalArgumentException("a port is 0 to 65535, not " + port);
    }
    var own = settings.info().ip();
    if (!address.isAnyLocalAddress() && !address.equals(own)) {
      throw new BindException(
          "%s: %s is not the chip's address, which is %s; bind to that or to 0.0.0.0"
              .formatted(socket.chip().name(), address.getHostAddress(), own.getHostAddress()));
    }
    if (port != 0) {
      ports.ensurePortFree(port, options.isAddressReused());
    }
    socket.setLocalPort(port == 0 ? ports.ephemeralPort() : port);
    bound = true;
  }

  /** Has the port of a listener. */
  void adopt(int port) {
    socket.setLocalPort(port);
    bound = true;
  }

  /** Chooses a port for a connection, unless it is bound to one. */
  void choose(InetSocketAddress peer) throws BindException {
    if (bound) {
      ports.ensureNoConnection(socket, peer);
    } else {
      socket.setLocalPort(ports.ephemeralPort());
    }
  }
}
