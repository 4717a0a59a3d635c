package dev.spinet.cli.relay;

import dev.spinet.socket.NoFreeSocketException;
import dev.spinet.socket.driver.NetworkDriver;
import dev.spinet.socket.net.SpinetServerSocketFactory;
import dev.spinet.socket.net.SpinetSocketFactory;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;

/** One of the two networks between which connections are passed on. */
final class Side {

  private static final int PAUSE_MILLIS = 20;

  private final String name;
  private final SocketFactory sockets;
  private final ServerSocketFactory servers;
  private final boolean looksUpItself;

  private Side(
      String name, SocketFactory sockets, ServerSocketFactory servers, boolean looksUpItself) {
    this.name = name;
    this.sockets = sockets;
    this.servers = servers;
    this.looksUpItself = looksUpItself;
  }

  /** The networks of this board, which Linux drives. */
  static Side board() {
    return new Side("board", SocketFactory.getDefault(), ServerSocketFactory.getDefault(), false);
  }

  /** The network of a chip. */
  static Side chip(NetworkDriver driver) {
    return new Side(
        "chip", new SpinetSocketFactory(driver), new SpinetServerSocketFactory(driver), true);
  }

  /** For messages. */
  String name() {
    return name;
  }

  /**
   * Connects to a host of this network; its name is looked up there. A chip whose sockets are all
   * taken is waited for.
   *
   * @param millis the longest wait, lookup included where that is possible
   */
  Socket connect(HostPort target, int millis) throws IOException {
    long start = System.nanoTime();
    int left = millis;
    while (true) {
      try {
        return attempt(target, left);
      } catch (NoFreeSocketException e) {
        // A connection that has ended is the chip's for a moment longer, and a name takes a socket.
        left = millis - (int) TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        if (left <= 0) {
          throw e;
        }
        pause(e);
      }
    }
  }

  private static void pause(NoFreeSocketException cause) throws NoFreeSocketException {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw cause;
    }
  }

  private Socket attempt(HostPort target, int millis) throws IOException {
    var socket = sockets.createSocket();
    try {
      socket.connect(address(target), millis);
      socket.setTcpNoDelay(true);
      return socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** A chip looks names up within the time to connect; the JDK wants them looked up before. */
  private InetSocketAddress address(HostPort target) throws UnknownHostException {
    return looksUpItself
        ? InetSocketAddress.createUnresolved(target.host(), target.port())
        : new InetSocketAddress(InetAddress.getByName(target.host()), target.port());
  }

  /** Listens on an address of this network's own; an empty host is any of them. */
  ServerSocket listen(HostPort where, int backlog) throws IOException {
    var server = servers.createServerSocket();
    try {
      server.bind(
          where.host().isEmpty()
              ? new InetSocketAddress(where.port())
              : new InetSocketAddress(InetAddress.getByName(where.host()), where.port()),
          backlog);
      return server;
    } catch (BindException e) {
      server.close();
      var named =
          new BindException(
              "cannot listen at %s port %s: %s"
                  .formatted(name, where.host().isEmpty() ? where.port() : where, e.getMessage()));
      named.initCause(e);
      throw named;
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }
}
