package dev.spinet.simulator.fuse;

import java.io.IOException;
import java.net.InetSocketAddress;

/** The network that a simulated chip's cable is in, as far as programs of this machine need it. */
public interface ChipNetwork {

  /**
   * Lets programs of this machine connect to a TCP port of the chip, for as long as the chip
   * exists. A port that is forwarded already stays where it is.
   *
   * @param port the chip's port, 1 to 65535
   * @return where on this machine's loopback it is found
   * @throws IOException if this machine has no port or no descriptor left
   */
  InetSocketAddress forwardTcp(int port) throws IOException;

  /**
   * Chooses the name server that the network's own one passes questions on to. At first it is that
   * of this machine.
   *
   * @param server address and port of a name server
   */
  void resolveAt(InetSocketAddress server);
}
