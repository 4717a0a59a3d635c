package dev.spinet.cli.demo;

import dev.spinet.bindings.bus.BusCounters;
import dev.spinet.cli.device.BusReading;
import dev.spinet.cli.device.OpenDevice;
import dev.spinet.socket.ConnectionRefusedException;
import dev.spinet.socket.Eth;
import dev.spinet.socket.LinkInfo;
import dev.spinet.socket.MacAddress;
import dev.spinet.socket.driver.NetworkDriver;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A "chip" that is this machine's own loopback, for what no honest chip does: it can bend the bytes
 * that it receives.
 */
final class LoopbackDevice implements NetworkDriver, Eth {

  private final BusCounters counters = new BusCounters();
  private final Damage damage;
  private boolean closed;

  LoopbackDevice(Damage damage) {
    this.damage = damage;
  }

  /** What happens to received bytes. */
  @FunctionalInterface
  interface Damage {

    /**
     * Bends bytes.
     *
     * @param received bytes of one receive call
     * @param before bytes received before them on this connection
     */
    void apply(ByteBuffer received, long before);
  }

  OpenDevice open() {
    return new OpenDevice(this, this, BusReading.spi(counters::snapshot), true);
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public String name() {
    return "loopback";
  }

  @Override
  public StreamEndpoint openStream() throws IOException {
    return new Connection();
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public void link(Duration timeout) {}

  @Override
  public void unlink() {}

  @Override
  public boolean isLinked() {
    return true;
  }

  @Override
  public LinkInfo linkInfo() {
    return new LinkInfo(
        address("127.0.0.1"),
        address("255.0.0.0"),
        address("127.0.0.1"),
        address("0.0.0.0"),
        MacAddress.parse("02:00:00:00:00:01"));
  }

  @Override
  public void setLinkInfo(
      Inet4Address ip, Inet4Address mask, Inet4Address gateway, Inet4Address dns) {
    throw new UnsupportedOperationException("the loopback has its address");
  }

  private static Inet4Address address(String text) {
    return (Inet4Address) InetAddress.ofLiteral(text);
  }

  private final class Connection implements StreamEndpoint {

    private final SocketChannel channel = SocketChannel.open();
    private final Selector selector = Selector.open();
    private long received;

    Connection() throws IOException {
      channel.configureBlocking(false);
    }

    @Override
    public boolean connect(Inet4Address address, int port, long timeoutNanos) throws IOException {
      try {
        if (channel.isConnectionPending()
            || !channel.connect(new InetSocketAddress(address, port))) {
          return await(SelectionKey.OP_CONNECT, timeoutNanos) && channel.finishConnect();
        }
        return true;
      } catch (ConnectException e) {
        var refused = new ConnectionRefusedException(address + " refused the connection");
        refused.initCause(e);
        throw refused;
      }
    }

    @Override
    public void cancelConnect() throws IOException {
      channel.close();
    }

    @Override
    public int receive(MemorySegment target, long offset, int length, long timeoutNanos)
        throws IOException {
      ByteBuffer buffer = target.asSlice(offset, length).asByteBuffer();
      int count = channel.read(buffer);
      if (count == 0 && await(SelectionKey.OP_READ, timeoutNanos)) {
        count = channel.read(buffer);
      }
      if (count > 0) {
        counters.count(1, count);
        damage.apply(buffer.flip(), received);
        received += count;
      }
      return count;
    }

    @Override
    public int send(MemorySegment source, long offset, int length, long timeoutNanos)
        throws IOException {
      ByteBuffer buffer = source.asSlice(offset, length).asByteBuffer();
      int count = channel.write(buffer);
      if (count == 0 && await(SelectionKey.OP_WRITE, timeoutNanos)) {
        count = channel.write(buffer);
      }
      return count;
    }

    /** Waits with a selector, which wakes up when its thread is interrupted. */
    private boolean await(int operation, long timeoutNanos) throws IOException {
      SelectionKey key = channel.register(selector, operation);
      long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(timeoutNanos));
      int ready = timeoutNanos == 0 ? selector.selectNow() : selector.select(millis);
      selector.selectedKeys().clear();
      key.interestOps(0);
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("interrupted");
      }
      if (!channel.isOpen()) {
        throw new SocketException("Socket closed");
      }
      return ready > 0;
    }

    @Override
    public int available() {
      return 0;
    }

    @Override
    public void shutdownOutput() throws IOException {
      channel.shutdownOutput();
    }

    @Override
    public @Nullable InetSocketAddress remoteAddress() {
      return null;
    }

    @Override
    public @Nullable InetSocketAddress localAddress() {
      return null;
    }

    @Override
    public void close() throws IOException {
      channel.close();
      selector.close();
    }
  }

  static OpenDevice.Opener opener(Damage damage) {
    return uri -> new LoopbackDevice(damage).open();
  }

  static OpenDevice.Opener honest() {
    return opener((bytes, before) -> {});
  }
}
