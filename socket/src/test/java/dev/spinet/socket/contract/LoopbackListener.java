package dev.spinet.socket.contract;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A real server on this machine's loopback. Its connections take little before they are read. */
final class LoopbackListener implements PeerListener {

  private static final int BACKLOG = 50;
  private static final int RECEIVE_BUFFER = 8 * 1024;

  private final ServerSocket server = new ServerSocket();

  LoopbackListener() throws IOException {
    server.setReceiveBufferSize(RECEIVE_BUFFER);
    server.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    server.setSoTimeout(Peer.PATIENCE_MILLIS);
  }

  @Override
  public int port() {
    return server.getLocalPort();
  }

  @Override
  public Peer accept() throws IOException {
    return new LoopbackPeer(server.accept());
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
