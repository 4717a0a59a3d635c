package dev.spinet.socket.tls;

import dev.spinet.socket.contract.TlsContract;
import dev.spinet.socket.contract.TlsNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;

/** TLS over the sockets of this machine. */
final class JdkTlsTest extends TlsContract {

  private record Loopback() implements TlsNetwork {

    @Override
    public SocketFactory clients() {
      return SocketFactory.getDefault();
    }

    @Override
    public ServerSocketFactory servers() {
      return ServerSocketFactory.getDefault();
    }

    @Override
    public String host() {
      return "127.0.0.1";
    }

    @Override
    public Socket connectTo(ServerSocket server) throws IOException {
      return new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort());
    }

    @Override
    public void close() {}
  }

  @Override
  protected TlsNetwork openNetwork() {
    return new Loopback();
  }
}
