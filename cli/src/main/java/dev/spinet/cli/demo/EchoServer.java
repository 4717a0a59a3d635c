package dev.spinet.cli.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TCP server on this machine that sends back what it receives. */
final class EchoServer implements AutoCloseable {

  private static final int BACKLOG = 16;

  private final ServerSocket listener;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

  /**
   * Starts to listen.
   *
   * @param address the address of this machine to listen on; the port is a free one
   * @throws IOException if that is not possible
   */
  EchoServer(InetAddress address) throws IOException {
    listener = new ServerSocket(0, BACKLOG, address);
    Thread.ofVirtual().name("echo-server").start(this::accept);
  }

  /** The port it listens on. */
  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = listener.accept();
        connections.add(connection);
        Thread.ofVirtual().name("echo-connection").start(() -> echo(connection));
        if (listener.isClosed()) {
          // close() has gone through the connections already and may have missed this one.
          connection.close();
        }
      }
    } catch (IOException _) {
      // Closed. Should it be anything else, the client finds out by its time-out.
      return;
    }
  }

  private void echo(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      connection.getInputStream().transferTo(connection.getOutputStream());
    } catch (IOException _) {
      // The client went away; that is its business, and it sees it.
      return;
    } finally {
      connections.remove(connection);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket connection : connections) {
      connection.close();
    }
  }
}
