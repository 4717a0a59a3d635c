package dev.spinet.socket.contract;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

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
    Socket socket = server.accept();
    socket.setSoTimeout(Peer.PATIENCE_MILLIS);
    // A byte written is a byte sent: the tests count what has arrived.
    socket.setTcpNoDelay(true);
    return new LoopbackPeer(socket);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private record LoopbackPeer(Socket socket) implements Peer {

    @Override
    public byte[] read(int n) throws IOException {
      return socket.getInputStream().readNBytes(n);
    }

    @Override
    public void write(byte... data) throws IOException {
      socket.getOutputStream().write(data);
    }

    @Override
    public void shutdownOutput() throws IOException {
      socket.shutdownOutput();
    }

    @Override
    public void reset() throws IOException {
      // Closing with a linger time of zero sends RST instead of FIN.
      socket.setSoLinger(true, 0);
      socket.close();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
