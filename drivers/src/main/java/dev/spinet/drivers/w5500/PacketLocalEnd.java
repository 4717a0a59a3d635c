package dev.spinet.drivers.w5500;

import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;

/**
 * The local end of an endpoint for packets. Every method but those that check ports is called with
 * the chip's lock held.
 */
final class PacketLocalEnd {

  private static final int LAST_PORT = 65535;

  private final PacketSocket packets;
  private final PacketKind kind;
  private final Device device;

  PacketLocalEnd(PacketSocket packets, Device device) {
    this.packets = packets;
    this.kind = packets.kind();
    this.device = device;
  }

  /** Checks a port to bind to. */
  void checkPort(int port) {
    if (port < 0 || port > (kind == PacketKind.UDP ? LAST_PORT : 0)) {
      throw new IllegalArgumentException(
          kind == PacketKind.UDP
              ? "a port is 0 to 65535, not " + port
              : "%s has no ports; bind it to port 0, not %d".formatted(kind.title(), port));
    }
  }

  /** Checks a port of a peer. */
  void checkPeerPort(int port) {
    boolean isPort = kind == PacketKind.UDP ? port >= 1 && port <= LAST_PORT : port == 0;
    if (!isPort) {
      throw new IllegalArgumentException(
          kind == PacketKind.UDP
              ? "a port is 1 to 65535, not " + port
              : "raw IP has no ports; give 0, not " + port);
    }
  }

  /** Throws if an address or a port cannot be bound. */
  void ensureFree(Inet4Address address, int port) throws BindException {
    if (!address.isAnyLocalAddress() && !address.equals(device.settings().info().ip())) {
      throw new BindException(
          "%s is not the address of %s".formatted(address.getHostAddress(), device.chip().name()));
    }
    if (port != 0) {
      device.sockets().ports().ensureDatagramPortFree(port);
    }
  }

  /**
   * Starts to open the hardware socket.
   *
   * @param port the port, 0 for any that is free
   * @return the local end
   */
  InetSocketAddress start(int port) {
    int chosen = port;
    if (kind == PacketKind.UDP && port == 0) {
      chosen = device.sockets().ports().ephemeralPort();
    }
    if (kind == PacketKind.MACRAW) {
      packets.addMode(PacketOptions.macMode(device.options().isPromiscuous()));
    }
    packets.start(chosen);
    return new InetSocketAddress(device.settings().info().ip(), chosen);
  }
}
