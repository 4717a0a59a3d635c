package dev.spinet.drivers.w5500;

import java.net.BindException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.random.RandomGenerator;

/** Which local ports the chip's sockets use. Every method is called with the chip's lock held. */
final class LocalPorts {

  /** The ports for connections that go out (RFC 6335, section 6). */
  private static final int FIRST_EPHEMERAL_PORT = 49152;

  private static final int LAST_PORT = 65535;

  private final String name;
  private final List<HardwareSocket> sockets;
  private final List<Listener> listeners;
  // Ports that nobody can guess make it harder to slip data into a connection from outside.
  private final RandomGenerator random = new SecureRandom();

  /** Sees through the lists what uses the chip of a name. */
  LocalPorts(String name, List<HardwareSocket> sockets, List<Listener> listeners) {
    this.name = name;
    this.sockets = sockets;
    this.listeners = listeners;
  }

  /** A random port that no socket of the chip uses. */
  int ephemeralPort() {
    while (true) {
      int port = random.nextInt(FIRST_EPHEMERAL_PORT, LAST_PORT + 1);
      if (sockets.stream().noneMatch(socket -> socket.localPort() == port)) {
        return port;
      }
    }
  }

  /**
   * Makes sure that a TCP port can be bound.
   *
   * @param shared whether it may be the port of connections, see SO_REUSEADDR
   * @throws BindException if it cannot; the message says what uses it
   */
  void ensurePortFree(int port, boolean shared) throws BindException {
    for (var socket : sockets) {
      if (socket.localPort() == port && socket.user() instanceof TcpUser user) {
        boolean connection = user.peer() != null;
        if (!shared || !connection) {
          throw new BindException(
              "%s: TCP port %d is in use by %s%s"
                  .formatted(
                      name,
                      port,
                      user.description(),
                      connection ? "; set SO_REUSEADDR to share it with connections" : ""));
        }
      }
    }
  }

  /**
   * Makes sure that a UDP port can be bound.
   *
   * @throws BindException if it is in use
   */
  void ensureDatagramPortFree(int port) throws BindException {
    for (var socket : sockets) {
      if (socket.localPort() == port
          && socket.user() instanceof PacketEndpoint endpoint
          && endpoint.kind() == PacketKind.UDP) {
        throw new BindException(
            "UDP port %d is in use on %s; close its socket first, or choose another"
                .formatted(port, name));
      }
    }
  }

  /**
   * Makes sure that nobody else listens at a TCP port.
   *
   * @throws BindException if somebody does
   */
  void ensureNoListener(int port) throws BindException {
    for (var listener : listeners) {
      if (listener.port() == port) {
        throw new BindException("%s: TCP port %d has a listener already".formatted(name, port));
      }
    }
  }

  /**
   * Makes sure that a connection would differ from all others.
   *
   * @throws BindException if there is one between the same ends
   */
  void ensureNoConnection(HardwareSocket own, InetSocketAddress peer) throws BindException {
    for (var socket : sockets) {
      if (socket != own
          && socket.localPort() == own.localPort()
          && socket.user() instanceof TcpUser user
          && peer.equals(user.peer())) {
        throw new BindException(
            "%s: TCP port %d has a connection to %s already"
                .formatted(name, own.localPort(), Connector.describe(peer)));
      }
    }
  }
}
