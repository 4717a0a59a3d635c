package dev.spinet.socket.contract;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;

/** The sockets below TLS. */
public interface TlsNetwork extends AutoCloseable {

  /** Makes the connections of clients under test. */
  SocketFactory clients();

  /** Makes the listeners of servers under test. */
  ServerSocketFactory servers();

  /** Where clients find the servers of this machine. */
  String host();

  /** Connects from this machine to a server of {@link #servers}. */
  Socket connectTo(ServerSocket server) throws IOException;

  /** Whether one direction of a connection can end while the other goes on. */
  default boolean halfCloses() {
    return true;
  }

  @Override
  void close() throws IOException;
}
