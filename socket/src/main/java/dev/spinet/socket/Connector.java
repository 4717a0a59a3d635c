package dev.spinet.socket;

import dev.spinet.socket.driver.NetworkDriver;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/** The way of a stream socket from unconnected to connected. */
final class Connector {

  private final NetworkDriver driver;
  private final StreamEndpoint endpoint;
  private final Lane lane = new Lane("connecting");
  // The peer of a non-blocking attempt that is not decided yet; guarded by the lane.
  private @Nullable InetSocketAddress attempted;
  private volatile boolean connected;

  Connector(NetworkDriver driver, StreamEndpoint endpoint) {
    this.driver = driver;
    this.endpoint = endpoint;
  }

  boolean isConnected() {
    return connected;
  }

  void requireOpen() throws SocketException {
    if (lane.isClosed()) {
      throw Lane.closedException();
    }
  }

  void requireConnected() throws SocketException {
    if (!connected) {
      throw new SocketException("this socket is not connected; call connect first");
    }
  }

  /**
   * Connects, or goes on with a non-blocking attempt.
   *
   * @param host the peer, an address or a name
   * @param port the peer's port, 1 to 65535
   * @param limit the time limit of the whole call, looking the name up included
   * @throws IOException as {@link Socket#connect(String, int)}
   */
  void connect(String host, int port, long limit) throws IOException {
    long start = System.nanoTime();
    lane.enter(limit, start);
    try {
      requireUnconnected();
      Inet4Address address = Ipv4.literal(host);
      if (address == null) {
        address = driver.resolve(host, TimeLimit.left(limit, start));
      }
      connect(new InetSocketAddress(address, port), address, limit, start);
    } finally {
      lane.leave();
    }
  }

  /**
   * Connects, or goes on with a non-blocking attempt.
   *
   * @param address the peer's address
   * @param port the peer's port, 1 to 65535
   * @param limit the time limit of the whole call
   * @throws IOException as {@link Socket#connect(InetSocketAddress)}
   */
  void connect(Inet4Address address, int port, long limit) throws IOException {
    long start = System.nanoTime();
    lane.enter(limit, start);
    try {
      requireUnconnected();
      connect(new InetSocketAddress(address, port), address, limit, start);
    } finally {
      lane.leave();
    }
  }

  void close() {
    lane.close();
  }

  private void requireUnconnected() throws SocketException {
    if (connected) {
      throw new SocketException("this socket is connected already; close it and open another");
    }
  }

  private void connect(InetSocketAddress peer, Inet4Address address, long limit, long start)
      throws IOException {
    if (address.isAnyLocalAddress() || address.isMulticastAddress() || Ipv4.bits(address) == ~0) {
      throw new SocketException(
          "%s is not the address of one host".formatted(address.getHostAddress()));
    }
    if (attempted != null && !attempted.equals(peer)) {
      throw new SocketException(
          "a connection to %s is being tried; it has to end before one to %s"
              .formatted(text(attempted), text(peer)));
    }
    // Whatever ends the attempt with an exception, the endpoint is unconnected again afterwards.
    attempted = null;
    boolean done;
    try {
      done = endpoint.connect(address, peer.getPort(), TimeLimit.left(limit, start));
    } catch (InterruptedIOException e) {
      giveUp(e);
      throw e;
    }
    if (done) {
      connected = true;
    } else if (limit == TimeLimit.NO_WAIT) {
      attempted = peer;
      throw new WouldBlockException(
          "the connection to %s is in progress; call connect again".formatted(text(peer)));
    } else {
      var timeout =
          new SocketTimeoutException(
              "connecting to %s timed out after %s"
                  .formatted(text(peer), TimeLimit.toString(limit)));
      giveUp(timeout);
      throw timeout;
    }
  }

  private void giveUp(IOException reason) {
    try {
      endpoint.cancelConnect();
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }

  /** For messages: "192.168.1.10:80". */
  static String text(InetSocketAddress peer) {
    return peer.getHostString() + ":" + peer.getPort();
  }
}
