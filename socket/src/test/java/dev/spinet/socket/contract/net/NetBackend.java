package dev.spinet.socket.contract.net;

import dev.spinet.socket.contract.FullBackend;
import dev.spinet.socket.contract.LoopbackPeer;
import dev.spinet.socket.contract.Peer;
import dev.spinet.socket.driver.NetworkDriver;
import dev.spinet.socket.net.SpinetServerSocketFactory;
import dev.spinet.socket.net.SpinetSocketFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;

/**
 * Sockets of {@code java.net} under test, and the peers that they can reach.
 *
 * @param sockets makes the sockets
 * @param servers makes the servers
 * @param peers the peers, and what carries the sockets
 */
public record NetBackend(SocketFactory sockets, ServerSocketFactory servers, FullBackend peers)
    implements AutoCloseable {

  /** Those of this project. */
  public static NetBackend of(FullBackend backend) {
    NetworkDriver driver = backend.driver();
    return new NetBackend(
        new SpinetSocketFactory(driver), new SpinetServerSocketFactory(driver), backend);
  }

  /** Those of the JDK, on this machine's loopback. */
  public static NetBackend ofJdk() {
    return new NetBackend(
        SocketFactory.getDefault(), ServerSocketFactory.getDefault(), new Loopback());
  }

  InetSocketAddress at(int port) {
    return new InetSocketAddress(peers.peerHost(), port);
  }

  @Override
  public void close() throws IOException {
    peers.close();
  }

  private record Loopback() implements FullBackend {

    @Override
    public NetworkDriver driver() {
      throw new UnsupportedOperationException("the JDK's sockets have no driver");
    }

    @Override
    public String peerHost() {
      return "127.0.0.1";
    }

    @Override
    public Peer connectTo(int localPort) throws IOException {
      return LoopbackPeer.connectTo(localPort);
    }

    @Override
    public void close() {}
  }
}
