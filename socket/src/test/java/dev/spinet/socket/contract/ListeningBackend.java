package dev.spinet.socket.contract;

import java.io.IOException;

/** A driver whose sockets can listen. */
public interface ListeningBackend extends Backend {

  /**
   * Lets a peer connect to a socket of the driver that listens. Called only while one does.
   *
   * @param localPort the port at which the socket listens
   * @return the peer's end, perhaps before the connection is accepted
   * @throws IOException if the connection is refused. Where something stands between the peer and
   *     the chip, the peer may instead see the end of the connection, or a reset, at its first read
   */
  Peer connectTo(int localPort) throws IOException;

  /**
   * Whether a connection that both ends close at the same moment can never be taken for the one
   * that comes next.
   *
   * @return {@code false} if the chip names connections by numbers, and gives a number again while
   *     a command for the connection before may be on its way
   */
  default boolean keepsConnectionsApart() {
    return true;
  }
}
