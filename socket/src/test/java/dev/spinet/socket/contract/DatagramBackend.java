package dev.spinet.socket.contract;

import java.io.IOException;

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
   * The most bytes a datagram of this driver carries.
   *
   * @return bytes of payload
   */
  default int maxPayload() {
    return 1_472;
  }

  /**
   * Whether the chip can send datagrams without payload. One that cannot has to refuse them.
   *
   * @return whether it can
   */
  default boolean sendsEmptyDatagrams() {
    return true;
  }
}
