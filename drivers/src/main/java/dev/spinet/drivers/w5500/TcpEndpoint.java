package dev.spinet.drivers.w5500;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.socket.LinkDownException;
import dev.spinet.socket.driver.ListenEndpoint;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A TCP socket on a hardware socket: unconnected at first, then connecting and connected. What
 * happens on a connection is the business of {@link TcpStream}.
 */
final class TcpEndpoint extends HardwareEndpoint implements StreamEndpoint, TcpUser {

  private static final int LAST_PORT = 65535;

  private final HardwareSockets sockets;
  private final NetworkSettings settings;
  private final TcpOptions options;
  private final TcpLocalEnd localEnd;
  private final Connector connector;
  private final TcpStream stream;
  private @Nullable InetSocketAddress remote;
  private boolean connected;

  /** An unconnected one. */
  TcpEndpoint(HardwareSocket socket, Device device) {
    this(socket, device, new TcpOptions(socket));
  }

  /** One for a connection that a listener has got; see {@link #adopt}. */
  TcpEndpoint(HardwareSocket socket, Device device, TcpOptions options) {
    super(socket, device);
    this.sockets = device.sockets();
    this.settings = device.settings();
    this.options = options;
    this.localEnd = new TcpLocalEnd(socket, sockets, settings, options);
    var opener = new TcpOpener(socket, device.health(), options);
    this.connector = new Connector(socket, settings, device.health(), opener);
    this.stream = new TcpStream(this);
  }

  /**
   * Takes over a connection that the chip has made for a listener. With the chip's lock held.
   *
   * @param port the listener's port
   * @param keepAliveUnits what Sn_KPALVTR is
   */
  void adopt(ConnectionStart start, int port, int keepAliveUnits) throws IOException {
    socket.setUser(this);
    localEnd.adopt(port);
    stream.state().start();
    establish(start);
    setLocal(new InetSocketAddress(settings.info().ip(), port));
    stream.state().conclude();
    if (options.keepAliveUnits() != keepAliveUnits) {
      socket.write(SocketRegister.KPALVTR, options.keepAliveUnits());
    }
  }

  /** The number of the chip's socket. */
  int number() {
    return socket.number();
  }

  @Override
  public void bind(Inet4Address address, int port) throws IOException {
    chip.lock();
    try {
      ensureOpen();
      if (localEnd.isBound() || connected || connector.isActive()) {
        throw new BindException(description() + " has a local end already");
      }
      localEnd.bind(address, port);
      setLocal(new InetSocketAddress(address, socket.localPort()));
    } finally {
      chip.unlock();
    }
  }

  @Override
  public ListenEndpoint listen(int backlog) throws IOException {
    if (backlog < 1) {
      throw new IllegalArgumentException("a backlog is at least 1, not " + backlog);
    }
    chip.lock();
    try {
      ensureOpen();
      if (connected || connector.isActive()) {
        throw new SocketException(description() + " is connected and cannot listen");
      }
      if (!localEnd.isBound()) {
        localEnd.bind(W5500Options.anyAddress(), 0);
        setLocal(new InetSocketAddress(W5500Options.anyAddress(), socket.localPort()));
      }
      sockets.ports().ensureNoListener(socket.localPort());
      var listener = new Listener(device, Objects.requireNonNull(local()), options, backlog);
      retire();
      listener.start(socket);
      return listener;
    } finally {
      chip.unlock();
    }
  }

  @Override
  void putOption(int level, int option, int value) throws IOException {
    ensureOpen();
    int before = options.keepAliveUnits();
    options.set(level, option, value);
    if (connected && options.keepAliveUnits() != before) {
      socket.write(SocketRegister.KPALVTR, options.keepAliveUnits());
    }
  }

  @Override
  int fetchOption(int level, int option) throws IOException {
    ensureNotClosed();
    return options.get(level, option);
  }

  @Override
  public boolean connect(Inet4Address address, int port, long timeoutNanos) throws IOException {
    if (port < 1 || port > LAST_PORT) {
      throw new IllegalArgumentException("a port is 1 to 65535, not " + port);
    }
    long start = System.nanoTime();
    long pause = Waits.PAUSE_MIN_NANOS;
    chip.lock();
    try {
      beginConnect(new InetSocketAddress(address, port));
      while (true) {
        var progress = connector.advance();
        if (progress == Connector.Progress.ESTABLISHED) {
          establish(ConnectionStart.read(socket));
          return true;
        }
        long left = Waits.left(start, timeoutNanos);
        if (left <= 0) {
          seekRoom();
          return false;
        }
        if (progress == Connector.Progress.PENDING && watchConnecting()) {
          events.await(left);
        } else {
          Waits.park(changed, Math.min(left, pause));
          pause = Waits.longer(pause);
        }
        ensureConnecting();
      }
    } finally {
      leave();
      chip.unlock();
    }
  }

  private void beginConnect(InetSocketAddress peer) throws IOException {
    ensureOpen();
    if (connected) {
      throw new SocketException(description() + " is already connected");
    }
    if (!connector.isActive()) {
      connector.checkReachable((Inet4Address) peer.getAddress());
      stream.state().start();
      localEnd.choose(peer);
      connector.begin(peer);
      setLocal(new InetSocketAddress(settings.info().ip(), socket.localPort()));
    } else if (!peer.equals(connector.remote())) {
      throw new SocketException(
          "%s is still connecting; cancel that before connecting to %s"
              .formatted(description(), Connector.describe(peer)));
    }
  }

  private void ensureConnecting() throws IOException {
    ensureOpen();
    if (!connector.isActive()) {
      stream.state().ensureNotLost();
      throw new SocketException("connecting was cancelled");
    }
  }

  /** Enables the interrupt and looks a last time; tells whether there is something to wait for. */
  private boolean watchConnecting() throws IOException {
    var watch = socket.messages().watch;
    events.arm(0);
    chip.read(watch, 0, SocketMessages.WATCH_POINTERS);
    socket.observeStatus(watch, SocketMessages.WATCH_STATUS);
    return socket.events() == 0;
  }

  private void establish(ConnectionStart start) {
    stream.start(start);
    remote = start.remote();
    connected = true;
  }

  @Override
  public void cancelConnect() throws IOException {
    chip.lock();
    try {
      ensureOpen();
      connector.cancel();
      wakeAll();
    } finally {
      chip.unlock();
    }
  }

  @Override
  public int receive(MemorySegment target, long offset, int length, long timeoutNanos)
      throws IOException {
    checkTarget(target, offset, length);
    chip.lock();
    try {
      ensureConnected();
      return stream.receive(target, offset, length, timeoutNanos);
    } catch (BusException e) {
      throw brokenOff(e);
    } finally {
      leave();
      chip.unlock();
    }
  }

  @Override
  public int send(MemorySegment source, long offset, int length, long timeoutNanos)
      throws IOException {
    checkMemory(source, offset, length);
    chip.lock();
    try {
      ensureConnected();
      return stream.send(source, offset, length, timeoutNanos);
    } catch (BusException e) {
      throw brokenOff(e);
    } finally {
      chip.unlock();
    }
  }

  @Override
  public int available() throws IOException {
    chip.lock();
    try {
      ensureConnected();
      return stream.available();
    } catch (BusException e) {
      throw brokenOff(e);
    } finally {
      chip.unlock();
    }
  }

  @Override
  public void shutdownInput() throws IOException {
    chip.lock();
    try {
      ensureConnected();
      stream.shutdownInput();
    } catch (BusException e) {
      throw brokenOff(e);
    } finally {
      wakeAll();
      chip.unlock();
    }
  }

  @Override
  public void shutdownOutput() throws IOException {
    chip.lock();
    try {
      ensureConnected();
      if (stream.shutdownOutput()) {
        changed.signalAll();
        watchers.tell(WRITABLE);
      }
    } finally {
      chip.unlock();
    }
  }

  @Override
  public @Nullable InetSocketAddress remoteAddress() {
    chip.lock();
    try {
      return connected ? remote : null;
    } finally {
      chip.unlock();
    }
  }

  @Override
  public @Nullable InetSocketAddress peer() {
    return connected ? remote : connector.remote();
  }

  @Override
  public boolean isListening() {
    return false;
  }

  @Override
  int readiness(int interests) throws IOException {
    if (connected) {
      return stream.readiness(interests);
    }
    if (connector.isActive()) {
      return connector.peek() == Connector.Progress.ESTABLISHED ? WRITABLE : 0;
    }
    // Calls throw at once.
    return READABLE | WRITABLE;
  }

  @Override
  void release() throws IOException {
    if (!connected || !stream.startClosing()) {
      connector.cancel();
      sockets.release(socket);
    }
  }

  @Override
  public String description() {
    var peer = peer();
    var local = local();
    String ends =
        local == null
            ? "an unconnected TCP socket"
            : peer == null
                ? "a TCP socket bound to port " + local.getPort()
                : "TCP %s to %s".formatted(Connector.describe(local), Connector.describe(peer));
    return isClosed() ? ends + " (closing)" : ends;
  }

  @Override
  public void fail(IOException cause) {
    try {
      if (connected) {
        stream.fail(cause);
      } else {
        stream.state().lose(cause);
        connector.cancel();
      }
    } catch (IOException e) {
      // The cause that is told to callers came first; the chip has failed on top of it.
      cause.addSuppressed(e);
    } finally {
      wakeAll();
    }
  }

  @Override
  public void linkChanged(boolean up) {
    if (!up && connector.isActive()) {
      var peer = connector.remote();
      fail(
          new LinkDownException(
              "connection to %s failed: the network cable has no link"
                  .formatted(peer == null ? "the peer" : Connector.describe(peer))));
    }
  }

  @Override
  public void chipLost(IOException cause) {
    if (connected) {
      stream.chipLost(cause);
    } else if (connector.isActive()) {
      stream.state().lose(cause);
      connector.abandon();
    }
    wakeAll();
  }

  @Override
  public void explain(IOException first, IOException better) {
    stream.state().explain(first, better);
  }

  @Override
  public void inspect() {
    if (connected && stream.isSendOverdue()) {
      dispatcher.workFor(socket);
    }
  }

  @Override
  public boolean isReceiving() {
    return connected;
  }

  @Override
  public void onEvents(int newEvents) {
    if (connected) {
      stream.noteInput(socket.messages().event);
    }
    super.onEvents(newEvents);
  }

  @Override
  long advance() throws IOException {
    return connected ? stream.advance(isClosed()) : DONE;
  }

  private void ensureConnected() throws IOException {
    ensureOpen();
    if (!connected) {
      throw new SocketException("Socket is not connected");
    }
  }
}
