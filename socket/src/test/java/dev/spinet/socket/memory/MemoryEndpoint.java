package dev.spinet.socket.memory;

import dev.spinet.socket.ConnectionRefusedException;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One connection of the chip in memory. Refuses memory that is not native, as a chip must. */
public final class MemoryEndpoint implements StreamEndpoint {

  private static final int LOCAL_PORT = 50_000;

  private final MemoryDriver driver;
  private final int fileno;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Pipe inbound;
  private final Pipe outbound;
  // Never written to: a wait for it is a wait for an answer that does not come.
  private final Pipe answers;
  private volatile @Nullable InetSocketAddress peer;

  MemoryEndpoint(MemoryDriver driver, int fileno) {
    this.driver = driver;
    this.fileno = fileno;
    inbound = driver.newPipe();
    outbound = driver.newPipe();
    answers = driver.newPipe();
  }

  int number() {
    return fileno;
  }

  @Override
  public boolean connect(Inet4Address address, int port, long timeoutNanos) throws IOException {
    if (closed.get()) {
      throw new SocketException("Socket closed");
    }
    if (port == MemoryDriver.SILENT_PORT) {
      try (var arena = Arena.ofConfined()) {
        answers.read(arena.allocate(1), 0, 1, timeoutNanos);
      }
      return false;
    }
    MemoryListener listener = driver.listener(port);
    if (listener == null) {
      throw new ConnectionRefusedException("nobody listens on port " + port);
    }
    peer = new InetSocketAddress(address, port);
    listener.connected(new MemoryPeer(inbound, outbound));
    return true;
  }

  @Override
  public void cancelConnect() {}

  @Override
  public int receive(MemorySegment target, long offset, int length, long timeoutNanos)
      throws IOException {
    requireNative(target, length);
    return inbound.read(target, offset, length, timeoutNanos);
  }

  @Override
  public int send(MemorySegment source, long offset, int length, long timeoutNanos)
      throws IOException {
    requireNative(source, length);
    return outbound.write(source, offset, length, timeoutNanos);
  }

  private static void requireNative(MemorySegment memory, int length) {
    if (!memory.isNative() || length < 1) {
      throw new AssertionError("a socket must hand native memory to its driver, and some of it");
    }
  }

  @Override
  public int available() throws IOException {
    return inbound.available();
  }

  @Override
  public void shutdownOutput() {
    outbound.end();
  }

  @Override
  public @Nullable InetSocketAddress remoteAddress() {
    return peer;
  }

  @Override
  public @Nullable InetSocketAddress localAddress() {
    if (peer == null) {
      return null;
    }
    try {
      byte[] address = {10, 0, 0, 2};
      return new InetSocketAddress(InetAddress.getByAddress(address), LOCAL_PORT + fileno);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  /** Lets the connection fail for both ends; what is on its way in is delivered first. */
  public void fail(IOException cause) {
    inbound.fail(cause);
    outbound.fail(cause);
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
}
