package dev.spinet.socket.contract;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A real socket on this machine's loopback. */
public final class LoopbackPeer implements Peer {

  private final Socket socket;

  LoopbackPeer(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(PATIENCE_MILLIS);
    // A byte written is a byte sent: the tests count what has arrived.
    socket.setTcpNoDelay(true);
  }

  /**
   * Connects to a port of this machine.
   *
   * @param port the port
   * @return the connected peer
   * @throws IOException if nobody listens there
   */
  public static LoopbackPeer connectTo(int port) throws IOException {
    var socket = new Socket();
    try {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      socket.connect(address, PATIENCE_MILLIS);
      return new LoopbackPeer(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

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
