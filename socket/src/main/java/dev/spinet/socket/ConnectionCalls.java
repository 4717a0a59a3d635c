package dev.spinet.socket;

import static dev.spinet.socket.SocketConstants.SHUT_RD;
import static dev.spinet.socket.SocketConstants.SHUT_RDWR;
import static dev.spinet.socket.SocketConstants.SHUT_WR;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** The calls of {@link Socket} about its two ends: choosing, connecting and ending them. */
abstract sealed class ConnectionCalls extends SettingCalls permits Socket {

  private static final int DEFAULT_BACKLOG = 2;

  /** For subclasses. */
  ConnectionCalls() {}

  /** What this socket is, or was when it was closed. */
  abstract Role state();

  /** Gives this socket another role; closes that role and throws if this is closed by now. */
  abstract void become(Role role) throws IOException;

  /** Who wants to know when this socket may have become ready. */
  abstract Watchers watchers();

  /** Another socket of this kind on the same driver. */
  abstract Socket socket(Role role, Watchers watchers);

  /**
   * Chooses the local port, at whichever address the chip has. Without this a socket gets a random
   * free port when it needs one.
   *
   * @param port the port, 1 to 65535; 0 for a random free one of 49152 to 65535
   * @throws IllegalArgumentException if the port is outside its range
   * @throws java.net.BindException if the port is in use on the chip, or this socket has one
   *     already
   * @throws IOException as {@link #bind(InetSocketAddress)}
   */
  public void bind(int port) throws IOException {
    Hosts.requireLocalPort(port);
    bind(new InetSocketAddress(Ipv4.of(0), port));
  }

  /**
   * Chooses the local end, as {@link #bind(InetSocketAddress)}.
   *
   * @param host the chip's own address or name; 0.0.0.0 or an empty text for whichever it has
   * @param port the port, 0 to 65535
   * @throws IllegalArgumentException if the port is outside its range
   * @throws IOException as {@link #bind(InetSocketAddress)}
   */
  public void bind(String host, int port) throws IOException {
    if (host.isEmpty()) {
      bind(port);
    } else {
      bind(Hosts.unresolved(host, port));
    }
  }

  /**
   * Chooses the local end. Only looking a name up takes time.
   *
   * @param local the chip's own address, or 0.0.0.0 for whichever it has; and the port, 0 for a
   *     random free one of 49152 to 65535
   * @throws UnknownHostException if there is a name that is not known
   * @throws java.net.BindException if the port is in use on the chip, the address is not the
   *     chip's, or this socket has a local end already
   * @throws UnsupportedOperationException if the driver cannot bind such sockets
   * @throws IOException if this socket is connected, listening or closed, or the chip fails
   */
  public void bind(InetSocketAddress local) throws IOException {
    Role bound = role();
    long limit = limit();
    Inet4Address address = Hosts.address(driver(), local, limit, System.nanoTime());
    bound.bind(address, local.getPort(), limit);
  }

  /**
   * Connects to a server, waiting for its answer. The time-out limits the whole call. In
   * non-blocking mode the first call begins and throws {@link WouldBlockException}; call again,
   * with the same peer, until it returns. After a failure, a time-out and an interrupt the socket
   * is unconnected again and may try once more.
   *
   * <p>A datagram socket only remembers the peer, without a word to it: {@code send} goes there
   * from now on, and datagrams of others are dropped. It may be connected again to another.
   *
   * @param host the server's IPv4 address, such as {@code 192.168.1.10}, or a name if the driver
   *     can look names up
   * @param port the server's port, 1 to 65535
   * @throws IllegalArgumentException if the port is outside its range
   * @throws UnknownHostException if the name is not known
   * @throws ConnectionRefusedException if the server refuses
   * @throws HostUnreachableException if there is no way to the server
   * @throws LinkDownException if the chip has no link
   * @throws IOException if this socket is connected already, and as said for this class
   */
  public void connect(String host, int port) throws IOException {
    connect(Hosts.unresolved(host, port));
  }

  /**
   * Connects to a server, as {@link #connect(String, int)}.
   *
   * @param peer the server's address and port; if it is unresolved, the name is looked up by the
   *     driver
   * @throws IllegalArgumentException if the port is 0
   * @throws IOException as {@link #connect(String, int)}
   */
  public void connect(InetSocketAddress peer) throws IOException {
    role().connect(peer, limit());
  }

  /**
   * Lets a datagram socket forget its peer: it receives from everybody again.
   *
   * @throws IOException if this is no datagram socket, it is closed, or the chip fails
   */
  public void disconnect() throws IOException {
    role().disconnect();
  }

  /**
   * Begins to listen with a backlog of 2, as {@link #listen(int)}.
   *
   * @throws IOException as {@link #listen(int)}
   */
  public void listen() throws IOException {
    listen(DEFAULT_BACKLOG);
  }

  /**
   * Begins to listen for connections at the local port; at a random one if this socket was not
   * bound. Each connection that waits for {@link #accept()} takes one hardware socket of the chip.
   *
   * @param backlog how many connections may wait, at least 1; a chip with fewer free sockets
   *     listens with those it has
   * @throws IllegalArgumentException if the backlog is less than 1
   * @throws UnsupportedOperationException if the driver cannot listen
   * @throws IOException if this socket is connected, listening or closed, is no stream socket, or
   *     the chip fails
   */
  public void listen(int backlog) throws IOException {
    if (backlog < 1) {
      throw new IllegalArgumentException(
          "a backlog of %d is too small: at least 1 connection has to wait for accept"
              .formatted(backlog));
    }
    become(role().listen(backlog, limit()));
  }

  /**
   * Takes the connection that has waited longest, waiting for one within the time-out. Several
   * threads may accept at once.
   *
   * @return the connection, on the same chip and without a time-out; it stays open when this socket
   *     is closed
   * @throws IOException if this socket does not listen, and as said for this class
   */
  public Socket accept() throws IOException {
    return accept(limit());
  }

  /** Accepts, as {@link #accept()}, within a time limit of the call's own. */
  Socket accept(long limit) throws IOException {
    var watchers = new Watchers();
    return socket(role().accept(watchers, limit), watchers);
  }

  /**
   * Ends one direction or both.
   *
   * @param how {@link SocketConstants#SHUT_RD} as {@link #shutdownInput()}, {@link
   *     SocketConstants#SHUT_WR} as {@link #shutdownOutput()}, or {@link SocketConstants#SHUT_RDWR}
   * @throws IllegalArgumentException if it is none of these
   * @throws IOException as these two
   */
  public void shutdown(int how) throws IOException {
    if (how != SHUT_RD && how != SHUT_WR && how != SHUT_RDWR) {
      throw new IllegalArgumentException(
          "%d is no way to shut a socket down: use SHUT_RD, SHUT_WR or SHUT_RDWR".formatted(how));
    }
    if (how != SHUT_WR) {
      shutdownInput();
    }
    if (how != SHUT_RD) {
      shutdownOutput();
    }
  }

  /**
   * Ends receiving: calls that wait and all later ones find the end of the stream, even if bytes
   * are there. The peer is not told; what it still sends is dropped, or held back by the chip's
   * flow control. Does not wait. Calling it again has no effect.
   *
   * @throws SocketException if the socket is closed, listening, or a stream that is not connected
   * @throws UnsupportedOperationException if the driver cannot end receiving alone
   * @throws IOException if the chip fails
   */
  public void shutdownInput() throws IOException {
    role().shutdownInput();
  }

  /**
   * Tells the peer that no more bytes will come, after those that the chip has taken. Receiving
   * goes on. Does not wait. Calling it again has no effect. Sending calls throw from now on, also
   * one of another thread that waits for room; on a datagram socket that is all.
   *
   * @throws SocketException if the socket is closed, listening, or a stream that is not connected
   * @throws IOException as said for this class
   */
  public void shutdownOutput() throws IOException {
    role().shutdownOutput();
    watchers().tell();
  }

  /**
   * The peer.
   *
   * @return its address and port, or {@code null} when not connected
   */
  public @Nullable InetSocketAddress remoteAddress() {
    return state().remoteAddress();
  }

  /**
   * This end.
   *
   * @return the chip's address and the local port, or {@code null} as long as there is none
   */
  public @Nullable InetSocketAddress localAddress() {
    return state().endpoint().localAddress();
  }
}
