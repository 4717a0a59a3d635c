package dev.spinet.socket.memory;

import dev.spinet.socket.ConnectionRefusedException;
import dev.spinet.socket.ConnectionResetException;
import dev.spinet.socket.driver.ListenEndpoint;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One connection of the chip in memory. Refuses memory that is not native, as a chip must. */
public final class MemoryEndpoint implements StreamEndpoint {

  private final MemoryDriver driver;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Readiness readiness = new Readiness();
  private final MemoryOptions options = new MemoryOptions();
  private final Pipe inbound;
  private final Pipe outbound;
  // Never written to: a wait for it is a wait for an answer that does not come.
  private final Pipe answers;
  private volatile int port;
  private volatile @Nullable InetSocketAddress peer;

  MemoryEndpoint(MemoryDriver driver) {
    this.driver = driver;
    inbound = driver.newPipe(readiness);
    outbound = driver.newPipe(readiness);
    answers = driver.newPipe(readiness);
  }

  @Override
  public void bind(Inet4Address address, int newPort) throws IOException {
    requireOpen();
    if (port != 0) {
      throw new BindException("this socket is bound already, to port " + port);
    }
    port = driver.takeStreamPort(this, address, newPort);
  }

  @Override
  public ListenEndpoint listen(int backlog) throws IOException {
    requireOpen();
    if (port == 0) {
      bind(MemoryDriver.ANY, 0);
    }
    // Its place on the chip goes to the listener: closing this has no effect from now on.
    closed.set(true);
    return driver.listen(this, port, backlog, options);
  }

  /** Becomes the chip's end of a connection that a peer began. */
  MemoryPeer accepted(int localPort, InetSocketAddress from) {
    port = localPort;
    peer = from;
    return new MemoryPeer(inbound, outbound);
  }

  @Override
  public boolean connect(Inet4Address address, int toPort, long timeoutNanos) throws IOException {
    requireOpen();
    if (toPort == MemoryDriver.SILENT_PORT) {
      try (var arena = Arena.ofConfined()) {
        answers.read(arena.allocate(1), 0, 1, timeoutNanos);
      }
      return false;
    }
    MemoryListener listener = driver.listener(toPort);
    if (listener == null) {
      throw new ConnectionRefusedException("nobody listens on port " + toPort);
    }
    if (port == 0) {
      bind(MemoryDriver.ANY, 0);
    }
    peer = new InetSocketAddress(address, toPort);
    listener.connected(new MemoryPeer(inbound, outbound));
    return true;
  }

  @Override
  public void cancelConnect() {}

  @Override
  public int receive(MemorySegment target, long offset, int length, long timeoutNanos)
      throws IOException {
    requireSome(target, length);
    return inbound.read(target, offset, length, timeoutNanos);
  }

  @Override
  public int send(MemorySegment source, long offset, int length, long timeoutNanos)
      throws IOException {
    requireSome(source, length);
    return outbound.write(source, offset, length, timeoutNanos);
  }

  private static void requireSome(MemorySegment memory, int length) {
    requireNative(memory);
    if (length < 1) {
      throw new AssertionError("a socket must hand some memory to its driver");
    }
  }

  static void requireNative(MemorySegment memory) {
    if (!memory.isNative()) {
      throw new AssertionError("a socket must hand native memory to its driver");
    }
  }

  @Override
  public int available() throws IOException {
    return inbound.available();
  }

  @Override
  public void shutdownOutput() {
    // Who waits for room is told, as by a chip.
    outbound.endAndRefuse();
  }

  @Override
  public void shutdownInput() throws IOException {
    requireOpen();
    inbound.dropAll();
  }

  @Override
  public void setOption(int level, int option, int value) {
    options.set(level, option, value);
  }

  @Override
  public int getOption(int level, int option) {
    return options.get(level, option);
  }

  @Override
  public int poll(int interests) throws IOException {
    requireOpen();
    if (peer == null) {
      return interests & (READABLE | WRITABLE);
    }
    int ready =
        (inbound.isReadable() ? READABLE : 0)
            | (outbound.isWritable() ? WRITABLE : 0)
            | (inbound.hasFailed() ? FAILED : 0);
    return interests & ready;
  }

  @Override
  public void watch(int interests, Runnable listener) throws IOException {
    requireOpen();
    driver.watched();
    readiness.add(listener);
  }

  @Override
  public void unwatch(Runnable listener) {
    driver.unwatched();
    readiness.remove(listener);
  }

  @Override
  public @Nullable InetSocketAddress remoteAddress() {
    return peer;
  }

  @Override
  public @Nullable InetSocketAddress localAddress() {
    return port == 0 ? null : MemoryDriver.local(port);
  }

  /** Lets the connection fail for both ends; what is on its way in is delivered first. */
  public void fail(IOException cause) {
    inbound.fail(cause);
    outbound.fail(cause);
  }

  /** Ends a connection that nobody has accepted. */
  void cut() {
    var reset = new ConnectionResetException("nobody accepted the connection");
    inbound.fail(reset);
    outbound.fail(reset);
    if (closed.compareAndSet(false, true)) {
      driver.free(this);
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      driver.free(this);
      inbound.close();
      answers.close();
      // The peer reads what was sent before; who still sends is told.
      outbound.endAndRefuse();
    }
  }

  private void requireOpen() throws SocketException {
    if (closed.get()) {
      throw new SocketException("Socket closed");
    }
  }
}
