package dev.spinet.socket.contract;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** A server that never accepts and whose queue is full: the system ignores further attempts. */
final class FullServer implements Closeable {

  // Linux completes backlog + 1 connections; the rest of these are already unanswered.
  private static final int BACKLOG = 1;
  private static final int ATTEMPTS = 6;

  private final ServerSocket server;
  private final List<SocketChannel> attempts = new ArrayList<>();

  FullServer() throws IOException {
    server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port());
    for (int i = 0; i < ATTEMPTS; i++) {
      SocketChannel attempt = SocketChannel.open();
      attempts.add(attempt);
      attempt.configureBlocking(false);
      attempt.connect(address);
    }
  }

  int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel attempt : attempts) {
      attempt.close();
    }
    server.close();
  }
}
