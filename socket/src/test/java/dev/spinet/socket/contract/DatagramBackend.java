package dev.spinet.socket.contract;

import java.io.IOException;
import java.net.InetSocketAddress;

/** A driver that carries UDP. */
public interface DatagramBackend extends Backend {

  /**
   * Sets up a peer for datagrams on a port of its own.
   *
   * @return the peer; by default a real one on this machine's loopback, which sockets under test
   *     find at {@link #peerHost()}
   * @throws IOException if the peer cannot be set up
   */
  default DatagramPeer datagramPeer() throws IOException {
    return new LoopbackDatagramPeer(peerHost());
  }

  /**
   * Where nobody takes datagrams.
   *
   * @return an address and a port; by default a closed port of this machine, as sockets under test
   *     see it
   * @throws IOException if no port is free
   */
  default InetSocketAddress absentDatagramPeer() throws IOException {
    try (DatagramPeer gone = datagramPeer()) {
      return gone.address();
    }
  }

  /**
   * The fewest bytes a datagram of this driver can be sent with.
   *
   * @return bytes of payload: 0, or 1 if the chip cannot send an empty datagram
   */
  default int minPayload() {
    return 0;
  }

  /**
   * Whether the chip tells of datagrams without payload that come.
   *
   * @return {@code false} if they go unnoticed
   */
  default boolean receivesEmpty() {
    return true;
  }

  /**
   * The most bytes a datagram of this driver carries.
   *
   * @return bytes of payload
   */
  default int maxPayload() {
    return 1_472;
  }
}
