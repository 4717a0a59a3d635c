package dev.spinet.socket.contract;

import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * Somebody to exchange datagrams with. It only answers: whatever stands between it and the chip has
 * seen a datagram of the chip before it has to let one in.
 */
public interface DatagramPeer extends AutoCloseable {

  /**
   * Where sockets under test find it, and what they see as the source of its answers.
   *
   * @return address and port
   */
  InetSocketAddress address();

  /**
   * Takes the next datagram, waiting for it.
   *
   * @return its bytes
   * @throws IOException if none comes for {@link Peer#PATIENCE_MILLIS}
   */
  byte[] receive() throws IOException;

  /**
   * Sends a datagram to the sender of the one that was received last.
   *
   * @param data its bytes
   * @throws IOException if it cannot be sent
   */
  void answer(byte... data) throws IOException;

  @Override
  void close() throws IOException;
}
