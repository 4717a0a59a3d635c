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

/** The way of a stream socket from unconnected to connected, or to listening. */
final class Connector {

  private final NetworkDriver driver;
  private final StreamEndpoint endpoint;
  private final Lane lane = new Lane("connecting");
  // The peer of an attempt that is not decided yet, and as whom the caller knows the peer of the
  // last one; both guarded by the lane.
  private @Nullable InetSocketAddress attempted;
  private @Nullable InetSocketAddress attemptedAs;
  // Guarded by the lane: the endpoint has become part of a listener.
  private boolean listening;
  private volatile boolean connected;

  Connector(NetworkDriver driver, StreamEndpoint endpoint, boolean connected) {
    this.driver = driver;
    this.endpoint = endpoint;
    this.connected = connected;
  }

  boolean isConnected() {
    return connected;
  }

  void requireConnected() throws SocketException {
    if (!connected) {
      throw new SocketException("this socket is not connected; call connect first");
    }
  }

  /**
   * Connects, or goes on with a non-blocking attempt.
   *
   * @param target the peer, by address or by name
   * @param limit the time limit of the whole call, looking the name up included
   * @param goesOn whether an interrupt leaves the attempt to the next call, instead of giving it up
   * @throws IOException as {@link Socket#connect(InetSocketAddress)}
   */
  void connect(InetSocketAddress target, long limit, boolean goesOn) throws IOException {
    Hosts.requirePort(target.getPort());
    long start = System.nanoTime();
    lane.enter(limit, start);
    try {
      requireUnconnected();
      InetSocketAddress peer = peer(target, limit, start);
      connect(peer, (Inet4Address) peer.getAddress(), limit, start, goesOn);
    } finally {
      lane.leave();
    }
  }

  // A name may have many addresses, and the next answer another one than that which is being tried.
  private InetSocketAddress peer(InetSocketAddress target, long limit, long start)
      throws IOException {
    if (attempted != null && target.equals(attemptedAs)) {
      return attempted;
    }
    Inet4Address address = Hosts.address(driver, target, limit, start);
    if (attempted == null) {
      attemptedAs = target;
    }
    return new InetSocketAddress(address, target.getPort());
  }

  /**
   * Chooses the local end.
   *
   * @param limit how long to wait for a call that connects
   * @throws IOException as {@link Socket#bind(InetSocketAddress)}
   */
  void bind(Inet4Address address, int port, long limit) throws IOException {
    lane.enter(limit, System.nanoTime());
    try {
      requireUnconnected();
      requireNoAttempt();
      endpoint.bind(address, port);
    } finally {
      lane.leave();
    }
  }

  /**
   * Makes the endpoint a listener. This object is of no more use then.
   *
   * @param limit how long to wait for a call that connects
   * @throws IOException as {@link Socket#listen(int)}
   */
  ListenerRole listen(int backlog, long limit) throws IOException {
    lane.enter(limit, System.nanoTime());
    try {
      requireUnconnected();
      requireNoAttempt();
      var listener = new ListenerRole(driver, endpoint.listen(backlog));
      listening = true;
      return listener;
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
    if (listening) {
      throw new SocketException("this socket is listening; accept connections instead");
    }
  }

  private void requireNoAttempt() throws SocketException {
    if (attempted != null) {
      throw new SocketException(
          "a connection to %s is being tried; it has to end first"
              .formatted(Hosts.text(attempted)));
    }
  }

  private void connect(
      InetSocketAddress peer, Inet4Address address, long limit, long start, boolean goesOn)
      throws IOException {
    if (address.isAnyLocalAddress() || address.isMulticastAddress() || Ipv4.bits(address) == ~0) {
      throw new SocketException(
          "%s is not the address of one host".formatted(address.getHostAddress()));
    }
    if (attempted != null && !attempted.equals(peer)) {
      throw new SocketException(
          "a connection to %s is being tried; it has to end before one to %s"
              .formatted(Hosts.text(attempted), Hosts.text(peer)));
    }
    // Whatever ends the attempt with an exception, the endpoint is unconnected again afterwards.
    attempted = null;
    boolean done;
    try {
      done = endpoint.connect(address, peer.getPort(), TimeLimit.left(limit, start));
    } catch (InterruptedIOException e) {
      if (goesOn) {
        attempted = peer;
      } else {
        giveUp(e);
      }
      throw e;
    }
    if (done) {
      connected = true;
    } else if (limit == TimeLimit.NO_WAIT) {
      attempted = peer;
      throw new WouldBlockException(
          "the connection to %s is in progress; call connect again".formatted(Hosts.text(peer)));
    } else {
      var timeout =
          new SocketTimeoutException(
              "connecting to %s timed out after %s"
                  .formatted(Hosts.text(peer), TimeLimit.toString(limit)));
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
}
