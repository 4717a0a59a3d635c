package dev.spinet.drivers.esp32;

import dev.spinet.socket.driver.EndpointStatistics;
import dev.spinet.socket.driver.ListenEndpoint;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/** A TCP socket. */
final class TcpEndpoint implements StreamEndpoint {

  private static final int LAST_PORT = 65535;

  private final Core core;
  private final TcpOptions options;
  private final ReadyWatchers watchersBefore = new ReadyWatchers();
  private @Nullable ConnectAttempt attempt;
  private @Nullable StreamLink link;
  private int boundPort;
  private boolean outputShut;
  private boolean reserved;
  private boolean closed;
  private long connectWaits;
  private @Nullable InetSocketAddress local;
  private @Nullable InetSocketAddress remote;

  /** An unconnected socket, for which a link is reserved. */
  TcpEndpoint(Core core) {
    this.core = core;
    options = new TcpOptions(core);
    reserved = true;
  }

  /** An accepted connection. */
  TcpEndpoint(Core core, StreamLink link) {
    this(core);
    this.link = link;
    reserved = false;
    local = link.local();
    remote = link.remote();
  }

  @Override
  public void bind(Inet4Address address, int port) throws IOException {
    core.lock();
    try {
      ensureOpen();
      if (link != null || attempt != null) {
        throw new SocketException("this socket is connected already");
      }
      if (boundPort != 0) {
        throw new java.net.BindException(
            "this socket is bound to port %d already".formatted(boundPort));
      }
      core.ensureOwn(address);
      boundPort = core.tcpPorts().take(port);
      local = new InetSocketAddress(core.ownAddress(), boundPort);
    } finally {
      core.unlock();
    }
  }

  @Override
  public ListenEndpoint listen(int backlog) throws IOException {
    core.lock();
    int port;
    TcpListener listener;
    try {
      ensureOpen();
      if (link != null || attempt != null) {
        throw new SocketException("this socket is connected already");
      }
      core.ensureLinked();
      port = boundPort != 0 ? boundPort : core.tcpPorts().take(0);
      boundPort = port;
      listener = new TcpListener(core, port, backlog);
      core.endpoints().claimServer(listener);
      boundPort = 0;
    } finally {
      core.unlock();
    }
    try {
      listener.start();
    } catch (IOException | RuntimeException e) {
      keepPort(port);
      throw e;
    }
    core.lock();
    try {
      closed = true;
      core.endpoints().forget(this);
      unreserve();
    } finally {
      core.unlock();
    }
    return listener;
  }

  /** The port is still this socket's, as long as there is one. */
  private void keepPort(int port) {
    core.lock();
    try {
      if (closed) {
        core.tcpPorts().release(port);
      } else {
        boundPort = port;
      }
    } finally {
      core.unlock();
    }
  }

  @Override
  public boolean connect(Inet4Address address, int port, long timeoutNanos) throws IOException {
    if (port < 1 || port > LAST_PORT) {
      throw new IllegalArgumentException("a port is 1 to %d, not %d".formatted(LAST_PORT, port));
    }
    long start = System.nanoTime();
    var peer = new InetSocketAddress(address, port);
    core.lock();
    try {
      ensureOpen();
      begin(peer);
      var own = attempt;
      while (own != null && attempt == own) {
        var made = own.isDecided() ? decide(own) : null;
        if (made != null) {
          connected(made, peer);
          return true;
        }
        if (timeoutNanos <= 0) {
          return false;
        }
        connectWaits++;
        if (!Waits.await(own.decided(), start, timeoutNanos, "connecting")) {
          return false;
        }
        ensureOpen();
      }
      throw new SocketException("connecting was cancelled");
    } finally {
      core.unlock();
    }
  }

  private void begin(InetSocketAddress peer) throws IOException {
    if (link != null) {
      throw new SocketException("this socket is connected already");
    }
    if (boundPort != 0) {
      throw new SocketException(
          "the module chooses the local port of a connection itself; connect without bind");
    }
    if (attempt == null) {
      core.ensureLinked();
      attempt = new ConnectAttempt(core, peer, this::decided);
      core.submit(attempt);
    } else if (!attempt.peer().equals(peer)) {
      throw new SocketException("a connection to another peer is being tried; cancel that first");
    }
  }

  private void decided() {
    watchersBefore.tell(WRITABLE | FAILED);
  }

  private @Nullable StreamLink decide(ConnectAttempt own) throws IOException {
    try {
      return own.link();
    } catch (IOException e) {
      attempt = null;
      throw e;
    }
  }

  private void connected(StreamLink made, InetSocketAddress peer) throws IOException {
    attempt = null;
    link = made;
    made.ownReservation();
    reserved = false;
    local = made.local();
    remote = peer;
    watchersBefore.moveTo(made.watchers());
    options.apply(made);
  }

  @Override
  public void cancelConnect() throws IOException {
    core.lock();
    try {
      ensureOpen();
      dropAttempt();
    } finally {
      core.unlock();
    }
  }

  private void dropAttempt() {
    var own = attempt;
    if (own != null) {
      attempt = null;
      own.cancel();
      own.decided().signalAll();
    }
  }

  @Override
  public int receive(MemorySegment target, long offset, int length, long timeoutNanos)
      throws IOException {
    long start = System.nanoTime();
    core.lock();
    try {
      var input = connection().input();
      return core.countReceived(input.receive(target, offset, length, start, timeoutNanos));
    } finally {
      core.unlock();
    }
  }

  @Override
  public int send(MemorySegment source, long offset, int length, long timeoutNanos)
      throws IOException {
    long start = System.nanoTime();
    core.lock();
    try {
      if (outputShut) {
        throw new SocketException("the output of this socket is shut down");
      }
      var output = connection().output();
      return core.countSent(output.send(source, offset, length, start, timeoutNanos));
    } finally {
      core.unlock();
    }
  }

  @Override
  public int available() throws IOException {
    core.lock();
    try {
      return connection().input().available();
    } finally {
      core.unlock();
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>The module has no command for this: it ends both directions, or neither.
   */
  @Override
  public void shutdownOutput() throws IOException {
    core.lock();
    try {
      var connection = connection();
      if (!connection.input().isShut()) {
        throw new UnsupportedOperationException(
            "%s cannot end sending while receiving goes on: close the socket instead"
                .formatted(core.name()));
      }
      // Both directions together are what the module can end.
      outputShut = true;
      connection.finish();
    } finally {
      core.unlock();
    }
  }

  @Override
  public void shutdownInput() throws IOException {
    core.lock();
    try {
      connection().input().shut();
    } finally {
      core.unlock();
    }
  }

  private StreamLink connection() throws IOException {
    ensureOpen();
    if (link == null) {
      throw new SocketException("this socket is not connected");
    }
    return link;
  }

  @Override
  public void setOption(int level, int option, int value) throws IOException {
    StreamLink connection;
    core.lock();
    try {
      ensureOpen();
      options.set(level, option, value);
      connection = link;
    } finally {
      core.unlock();
    }
    if (connection != null) {
      options.apply(connection);
    }
  }

  @Override
  public int getOption(int level, int option) throws IOException {
    core.lock();
    try {
      ensureOpen();
      return options.get(level, option);
    } finally {
      core.unlock();
    }
  }

  @Override
  public int poll(int interests) throws IOException {
    core.lock();
    try {
      ensureOpen();
      if (link != null) {
        int ready = link.ready();
        return interests & (outputShut ? ready | WRITABLE : ready);
      }
      return attempt == null ? 0 : interests & (attempt.isDecided() ? WRITABLE : 0);
    } finally {
      core.unlock();
    }
  }

  @Override
  public void watch(int interests, Runnable listener) throws IOException {
    core.lock();
    try {
      ensureOpen();
      (link == null ? watchersBefore : link.watchers()).add(interests, listener);
    } finally {
      core.unlock();
    }
  }

  @Override
  public void unwatch(Runnable listener) {
    core.lock();
    try {
      watchersBefore.remove(listener);
      if (link != null) {
        link.watchers().remove(listener);
      }
    } finally {
      core.unlock();
    }
  }

  @Override
  public @Nullable InetSocketAddress localAddress() {
    core.lock();
    try {
      return local;
    } finally {
      core.unlock();
    }
  }

  @Override
  public @Nullable InetSocketAddress remoteAddress() {
    core.lock();
    try {
      return remote;
    } finally {
      core.unlock();
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>The module does not tell what its TCP repeats.
   */
  @Override
  public EndpointStatistics endpointStatistics() {
    core.lock();
    try {
      return new EndpointStatistics(connectWaits + (link == null ? 0 : link.waits()), 0, 0);
    } finally {
      core.unlock();
    }
  }

  private void ensureOpen() throws IOException {
    core.ensureOpen();
    if (closed) {
      throw new SocketException("Socket closed");
    }
  }

  private void unreserve() {
    if (reserved) {
      reserved = false;
      core.links().unreserve();
    }
  }

  @Override
  public void close() {
    core.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      core.endpoints().forget(this);
      if (boundPort != 0) {
        core.tcpPorts().release(boundPort);
      }
      dropAttempt();
      unreserve();
      if (link != null) {
        link.close();
      }
      watchersBefore.tell(READABLE | WRITABLE | FAILED);
      watchersBefore.clear();
    } finally {
      core.unlock();
    }
  }
}
