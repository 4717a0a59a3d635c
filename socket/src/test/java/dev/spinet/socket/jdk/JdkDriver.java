package dev.spinet.socket.jdk;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.SOCK_DGRAM;

import dev.spinet.socket.NoFreeSocketException;
import dev.spinet.socket.driver.DatagramEndpoint;
import dev.spinet.socket.driver.Endpoint;
import dev.spinet.socket.driver.ListenEndpoint;
import dev.spinet.socket.driver.NetworkDriver;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A "chip" with eight sockets, each of them a socket of this machine. */
public final class JdkDriver implements NetworkDriver {

  /** The only name it knows. */
  public static final String NAME = "localhost";

  private static final int SOCKETS = 8;

  private final Set<Endpoint> open = new HashSet<>();
  private boolean closed;

  @Override
  public String name() {
    return "sockets of the JDK";
  }

  @Override
  public boolean supports(int family, int type, int protocol) {
    return NetworkDriver.super.supports(family, type, protocol)
        || (family == AF_INET && type == SOCK_DGRAM);
  }

  @Override
  public Inet4Address resolve(String host, long timeoutNanos) throws IOException {
    return host.equals(NAME)
        ? (Inet4Address) Inet4Address.getByName(NAME)
        : NetworkDriver.super.resolve(host, timeoutNanos);
  }

  @Override
  public synchronized StreamEndpoint openStream() throws IOException {
    requireFree();
    return add(new JdkEndpoint(this, SocketChannel.open()));
  }

  @Override
  public synchronized DatagramEndpoint openDatagram(int family, int type, int protocol)
      throws IOException {
    requireFree();
    return add(new JdkDatagramEndpoint(this));
  }

  /** Takes a connection over that was accepted. */
  synchronized StreamEndpoint adopt(SocketChannel channel) throws IOException {
    return add(new JdkEndpoint(this, channel));
  }

  /** Lets a listener take the place of a stream. */
  synchronized ListenEndpoint listen(JdkEndpoint stream, InetSocketAddress local, int backlog)
      throws IOException {
    stream.close();
    return add(new JdkListenEndpoint(this, local, backlog));
  }

  private void requireFree() throws SocketException {
    if (closed) {
      throw new SocketException(name() + " are closed");
    }
    if (open.size() >= SOCKETS) {
      throw new NoFreeSocketException(
          "all %d %s are open; close one first".formatted(SOCKETS, name()));
    }
  }

  private <E extends Endpoint> E add(E endpoint) {
    open.add(endpoint);
    return endpoint;
  }

  synchronized void free(Endpoint endpoint) {
    open.remove(endpoint);
  }

  static BindException boundAlready(Exception cause) {
    var bound = new BindException("this socket is bound already");
    bound.initCause(cause);
    return bound;
  }

  @Override
  public void close() throws IOException {
    List<Endpoint> endpoints;
    synchronized (this) {
      closed = true;
      endpoints = new ArrayList<>(open);
    }
    for (Endpoint endpoint : endpoints) {
      endpoint.close();
    }
  }
}
