package dev.spinet.socket.contract;

import dev.spinet.socket.driver.NetworkDriver;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** A driver under test, and the peers that its sockets can reach. Opened anew for each test. */
public interface Backend extends AutoCloseable {

  /**
   * The driver, ready to carry sockets. The backend closes it.
   *
   * @return the same driver at every call
   */
  NetworkDriver driver();

  /**
   * Where the driver's sockets find the peers of {@link #listen()}.
   *
   * @return an IPv4 address, such as 127.0.0.1
   */
  String peerHost();

  /**
   * Begins to accept connections.
   *
   * @return a server on a port of its own; by default a real one on this machine's loopback
   * @throws IOException if the server cannot be set up
   */
  default PeerListener listen() throws IOException {
    return new LoopbackListener();
  }

  /**
   * A port of the peers' host on which nobody listens.
   *
   * @return the port
   * @throws IOException if no port is free
   */
  default int refusedPort() throws IOException {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return server.getLocalPort();
    }
  }

  /**
   * Sets up a peer that neither accepts a connection nor refuses it.
   *
   * @return the peer; by default a server of this machine whose queue is full
   * @throws IOException if the peer cannot be set up
   */
  default SilentPeer silentPeer() throws IOException {
    return SilentPeer.onLoopback(peerHost());
  }

  /**
   * Whether one direction of a connection can end while the other goes on.
   *
   * @return {@code false} if the chip ends both or neither
   */
  default boolean halfCloses() {
    return true;
  }

  /**
   * Whether the driver tells a connection that the peer has reset from one that it has ended.
   *
   * @return {@code false} if the chip does not say
   */
  default boolean tellsResets() {
    return true;
  }

  /**
   * Whether a socket that connects may choose its local port.
   *
   * @return {@code false} if the chip chooses
   */
  default boolean connectsFromBoundPort() {
    return true;
  }

  /**
   * Closes the driver and whatever is behind it.
   *
   * @throws IOException if something cannot be closed
   */
  @Override
  void close() throws IOException;

  /**
   * A peer that does not answer.
   *
   * @param address where sockets find it
   * @param resource what to close when it is no longer needed
   */
  record SilentPeer(InetSocketAddress address, Closeable resource) implements Closeable {

    static SilentPeer onLoopback(String host) throws IOException {
      var full = new FullServer();
      return new SilentPeer(new InetSocketAddress(host, full.port()), full);
    }

    @Override
    public void close() throws IOException {
      resource.close();
    }
  }
}
