package dev.spinet.socket.tls;

import dev.spinet.socket.contract.TlsContract;
import dev.spinet.socket.jdk.JdkDriver;
import dev.spinet.socket.net.SpinetServerSocketFactory;
import dev.spinet.socket.net.SpinetSocketFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;

/** TLS over sockets of java.net that go through a driver. */
final class AdapterTlsTest extends TlsContract {

  private record Adapted(JdkDriver driver) implements Network {

    @Override
    public SocketFactory clients() {
      return new SpinetSocketFactory(driver);
    }

    @Override
    public ServerSocketFactory servers() {
      return new SpinetServerSocketFactory(driver);
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
    public void close() throws IOException {
      driver.close();
    }
  }

  @Override
  protected Network openNetwork() {
    return new Adapted(new JdkDriver());
  }
}
