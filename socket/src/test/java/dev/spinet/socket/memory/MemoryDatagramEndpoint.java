package dev.spinet.socket.memory;

import dev.spinet.socket.driver.DatagramEndpoint;
import dev.spinet.socket.driver.DatagramSource;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A UDP socket of the chip in memory. Its network loses nothing and its host answers no ARP. */
public final class MemoryDatagramEndpoint implements DatagramEndpoint {

  static final int MAX_PAYLOAD = 1_472;

  private final MemoryDriver driver;
  private final Readiness readiness = new Readiness();
  private final DatagramQueue queue = new DatagramQueue(readiness);
  private final MemoryOptions options = new MemoryOptions();
  private final Set<Inet4Address> groups = new HashSet<>();
  private volatile int port;
  private volatile boolean closed;
  private volatile @Nullable InetSocketAddress peer;

  MemoryDatagramEndpoint(MemoryDriver driver) {
    this.driver = driver;
  }

  DatagramQueue queue() {
    return queue;
  }

  @Override
  public int maxPayload() {
    return MAX_PAYLOAD;
  }

  @Override
  public synchronized void bind(Inet4Address address, int newPort) throws IOException {
    requireOpen();
    if (port != 0) {
      throw new BindException("this socket is bound already, to port " + port);
    }
    port = driver.takeDatagramPort(this, address, newPort);
  }

  private int boundPort() throws IOException {
    if (port == 0) {
      synchronized (this) {
        if (port == 0) {
          bind(MemoryDriver.ANY, 0);
        }
      }
    }
    return port;
  }

  @Override
  public void connect(Inet4Address address, int peerPort) throws IOException {
    boundPort();
    peer = new InetSocketAddress(address, peerPort);
    queue.wantOnly(MemoryDriver.bits(address), peerPort);
  }

  @Override
  public void disconnect() throws IOException {
    requireOpen();
    peer = null;
    queue.wantAll();
  }

  @Override
  public @Nullable InetSocketAddress remoteAddress() {
    return peer;
  }

  @Override
  public boolean send(
      MemorySegment source, long offset, int length, int address, int toPort, long timeoutNanos)
      throws IOException {
    MemoryEndpoint.requireNative(source);
    if (length > MAX_PAYLOAD) {
      throw new AssertionError("a socket must not hand over more than fits");
    }
    requireOpen();
    int fromPort = boundPort();
    MemoryDatagramPeer receiver =
        address == MemoryDriver.PEER_BITS ? driver.datagramPeer(toPort) : null;
    if (receiver != null) {
      receiver.queue().add(source, offset, length, MemoryDriver.CHIP_BITS, fromPort);
    }
    return true;
  }

  @Override
  public int receive(
      MemorySegment target, long offset, int length, DatagramSource from, long timeoutNanos)
      throws IOException {
    MemoryEndpoint.requireNative(target);
    boundPort();
    return queue.take(target, offset, length, from, timeoutNanos);
  }

  @Override
  public int available() throws IOException {
    return queue.available();
  }

  @Override
  public void join(Inet4Address group) throws IOException {
    requireOpen();
    groups.add(group);
  }

  @Override
  public void leave(Inet4Address group) throws IOException {
    requireOpen();
    if (!groups.remove(group)) {
      throw new SocketException("%s was not joined".formatted(group.getHostAddress()));
    }
  }

  @Override
  public void setOption(int level, int option, int value) throws IOException {
    options.set(level, option, value);
  }

  @Override
  public int getOption(int level, int option) throws IOException {
    return options.get(level, option);
  }

  @Override
  public int poll(int interests) throws IOException {
    return interests & (WRITABLE | (queue.isReadable() ? READABLE : 0));
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
  public void shutdownInput() throws IOException {
    requireOpen();
    queue.end();
  }

  @Override
  public @Nullable InetSocketAddress localAddress() {
    return port == 0 ? null : MemoryDriver.local(port);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      driver.free(this);
      queue.close();
    }
  }

  private void requireOpen() throws SocketException {
    if (closed) {
      throw new SocketException("Socket closed");
    }
  }
}
