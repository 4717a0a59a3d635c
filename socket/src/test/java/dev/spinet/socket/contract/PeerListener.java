package dev.spinet.socket.contract;

import java.io.IOException;

/** A server that sockets under test connect to. */
public interface PeerListener extends AutoCloseable {

  /**
   * Where it listens.
   *
   * @return the port
   */
  int port();

  /**
   * Takes the next connection, waiting for it.
   *
   * @return the connection's other end
   * @throws IOException if none comes for {@link Peer#PATIENCE_MILLIS}
   */
  Peer accept() throws IOException;

  @Override
  void close() throws IOException;
}
