package dev.spinet.cli.doctor;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;

/** Sends back what it gets, on a port of this machine, to anybody. */
final class Echo implements AutoCloseable {

  private final ServerSocket server;

  Echo() throws IOException {
    server = new ServerSocket(0);
    Thread.ofVirtual().start(this::serve);
  }

  int port() {
    return server.getLocalPort();
  }

  private void serve() {
    while (!server.isClosed()) {
      try {
        Socket peer = server.accept();
        Thread.ofVirtual().start(() -> answer(peer));
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void answer(Socket peer) {
    try (peer) {
      peer.getInputStream().transferTo(peer.getOutputStream());
    } catch (IOException e) {
      // The connection was cut, which is the test.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
