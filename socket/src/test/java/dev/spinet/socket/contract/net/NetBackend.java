package dev.spinet.socket.contract.net;

import dev.spinet.socket.contract.FullBackend;
import dev.spinet.socket.contract.LoopbackPeer;
import dev.spinet.socket.contract.Peer;
import dev.spinet.socket.driver.NetworkDriver;
import dev.spinet.socket.net.SpinetDatagramSocket;
import dev.spinet.socket.net.SpinetServerSocketFactory;
import dev.spinet.socket.net.SpinetSocketFactory;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sockets of {@code java.net} under test, and the peers that they can reach.
 *
 * @param sockets makes the sockets
 * @param servers makes the servers
 * @param datagrams makes the datagram sockets
 * @param peers the peers, and what carries the sockets
 */
public record NetBackend(
    SocketFactory sockets,
    ServerSocketFactory servers,
    DatagramSockets datagrams,
    FullBackend peers)
    implements AutoCloseable {

  /** Makes datagram sockets. */
  @FunctionalInterface
  public interface DatagramSockets {

    /** A socket with a local end, or without one as yet. */
    DatagramSocket open(@Nullable SocketAddress local) throws IOException;
  }

  /** Those of this project. */
  public static NetBackend of(FullBackend backend) {
    NetworkDriver driver = backend.driver();
    return new NetBackend(
        new SpinetSocketFactory(driver),
        new SpinetServerSocketFactory(driver),
        local -> new SpinetDatagramSocket(driver, local),
        backend);
  }

  /** Those of the JDK, on this machine's loopback. */
  public static NetBackend ofJdk() {
    return new NetBackend(
        SocketFactory.getDefault(),
        ServerSocketFactory.getDefault(),
        DatagramSocket::new,
        new Loopback());
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
