package dev.spinet.socket.jdk;

import dev.spinet.socket.driver.DatagramEndpoint;
import dev.spinet.socket.driver.DatagramSource;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A non-blocking datagram channel. The next datagram is taken as soon as anybody asks for it. */
final class JdkDatagramEndpoint implements DatagramEndpoint {

  private static final int MAX_PAYLOAD = 1_472;
  private static final int LARGEST = 0xffff;

  private final JdkDriver driver;
  private final DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
  private final AtomicBoolean closed = new AtomicBoolean();
  private final JdkWait waits = new JdkWait();
  private final Ready ready = new Ready();
  private final ByteBuffer next = ByteBuffer.allocateDirect(LARGEST);
  private @Nullable InetSocketAddress nextSource;
  private volatile boolean ended;

  JdkDatagramEndpoint(JdkDriver driver) throws IOException {
    this.driver = driver;
    channel.configureBlocking(false);
  }

  @Override
  public int maxPayload() {
    return MAX_PAYLOAD;
  }

  @Override
  public void bind(Inet4Address address, int port) throws IOException {
    try {
      channel.bind(new InetSocketAddress(address, port));
    } catch (AlreadyBoundException e) {
      throw JdkDriver.boundAlready(e);
    }
  }

  private synchronized void bound() throws IOException {
    if (channel.getLocalAddress() == null) {
      channel.bind(null);
    }
  }

  @Override
  public synchronized void connect(Inet4Address address, int port) throws IOException {
    channel.disconnect();
    var peer = new InetSocketAddress(address, port);
    channel.connect(peer);
    if (!peer.equals(nextSource)) {
      nextSource = null;
    }
  }

  @Override
  public void disconnect() throws IOException {
    channel.disconnect();
  }

  @Override
  public @Nullable InetSocketAddress remoteAddress() {
    return (InetSocketAddress) channel.socket().getRemoteSocketAddress();
  }

  @Override
  public boolean send(
      MemorySegment source, long offset, int length, int address, int port, long timeoutNanos)
      throws IOException {
    byte[] octets = {
      (byte) (address >>> 24), (byte) (address >>> 16), (byte) (address >>> 8), (byte) address,
    };
    var to = new InetSocketAddress(InetAddress.getByAddress(octets), port);
    ByteBuffer buffer = source.asSlice(offset, length).asByteBuffer();
    var sent = new boolean[1];
    try {
      // An empty datagram counts no bytes; there is always room for it.
      waits.until(
          channel,
          SelectionKey.OP_WRITE,
          timeoutNanos,
          () -> sent[0] = sendNow(buffer, to) == length);
    } catch (ClosedChannelException e) {
      throw new SocketException("Socket closed", e);
    }
    return sent[0];
  }

  private synchronized int sendNow(ByteBuffer buffer, InetSocketAddress to) throws IOException {
    boolean silent = !buffer.hasRemaining() && channel.isConnected();
    if (silent) {
      // A connected channel sends no empty datagrams.
      channel.disconnect();
    }
    int sent = channel.send(buffer, to);
    if (silent) {
      channel.connect(to);
    }
    return sent;
  }

  @Override
  public int receive(
      MemorySegment target, long offset, int length, DatagramSource from, long timeoutNanos)
      throws IOException {
    try {
      bound();
      waits.until(channel, SelectionKey.OP_READ, timeoutNanos, () -> ended || fetch());
    } catch (ClosedChannelException e) {
      throw new SocketException("Socket closed", e);
    }
    synchronized (this) {
      InetSocketAddress source = nextSource;
      if (ended || source == null) {
        return -1;
      }
      int bits = 0;
      for (byte octet : source.getAddress().getAddress()) {
        bits = bits << Byte.SIZE | Byte.toUnsignedInt(octet);
      }
      from.set(bits, source.getPort(), next.limit());
      int n = Math.min(length, next.limit());
      MemorySegment.copy(
          MemorySegment.ofBuffer(next),
          ValueLayout.JAVA_BYTE,
          0,
          target,
          ValueLayout.JAVA_BYTE,
          offset,
          n);
      nextSource = null;
      return n;
    }
  }

  private synchronized boolean fetch() throws IOException {
    if (nextSource == null) {
      next.clear();
      nextSource = (InetSocketAddress) channel.receive(next);
      next.flip();
    }
    return nextSource != null;
  }

  @Override
  public synchronized int available() throws IOException {
    try {
      return fetch() ? next.limit() : -1;
    } catch (ClosedChannelException e) {
      throw new SocketException("Socket closed", e);
    }
  }

  @Override
  public int poll(int interests) throws IOException {
    int readable = ended || available() >= 0 ? READABLE : 0;
    return interests & (WRITABLE | readable);
  }

  @Override
  public void watch(int interests, Runnable listener) throws IOException {
    int operations = Ready.operations(interests, SelectionKey.OP_READ, SelectionKey.OP_WRITE);
    ready.watch(channel, operations, listener);
  }

  @Override
  public void unwatch(Runnable listener) throws IOException {
    ready.unwatch(listener);
  }

  @Override
  public void shutdownInput() {
    ended = true;
    waits.wake();
    ready.tellAll();
  }

  @Override
  public @Nullable InetSocketAddress localAddress() {
    try {
      return (InetSocketAddress) channel.getLocalAddress();
    } catch (IOException e) {
      return null; // closed
    }
  }

  @Override
  public void close() throws IOException {
    if (closed.compareAndSet(false, true)) {
      driver.free(this);
      channel.close();
      waits.close();
      ready.tellAll();
    }
  }
}
