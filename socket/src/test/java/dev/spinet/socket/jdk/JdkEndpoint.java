package dev.spinet.socket.jdk;

import static java.nio.channels.SelectionKey.OP_CONNECT;
import static java.nio.channels.SelectionKey.OP_READ;
import static java.nio.channels.SelectionKey.OP_WRITE;

import dev.spinet.socket.ConnectionRefusedException;
import dev.spinet.socket.ConnectionResetException;
import dev.spinet.socket.driver.ListenEndpoint;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A non-blocking channel. */
final class JdkEndpoint implements StreamEndpoint {

  private static final int END_OF_STREAM = -1;

  private final JdkDriver driver;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final JdkWait waits = new JdkWait();
  private final Ready ready = new Ready();
  private volatile SocketChannel channel;

  JdkEndpoint(JdkDriver driver, SocketChannel channel) throws IOException {
    this.driver = driver;
    this.channel = channel;
    channel.configureBlocking(false);
  }

  @Override
  public void bind(Inet4Address address, int port) throws IOException {
    try {
      channel.bind(new InetSocketAddress(address, port));
    } catch (AlreadyBoundException e) {
      throw JdkDriver.boundAlready(e);
    }
  }

  @Override
  public ListenEndpoint listen(int backlog) throws IOException {
    InetSocketAddress local = localAddress();
    return driver.listen(this, local == null ? new InetSocketAddress(0) : local, backlog);
  }

  @Override
  public boolean connect(Inet4Address address, int port, long timeoutNanos) throws IOException {
    SocketChannel current = channel;
    try {
      return waits.until(
          current,
          OP_CONNECT,
          timeoutNanos,
          () ->
              current.isConnectionPending()
                  ? current.finishConnect()
                  : current.connect(new InetSocketAddress(address, port)));
    } catch (ConnectException e) {
      renew();
      throw new ConnectionRefusedException("%s:%d refused".formatted(address, port), e);
    } catch (ClosedChannelException e) {
      throw closedException(e);
    }
  }

  @Override
  public void cancelConnect() throws IOException {
    if (!closed.get()) {
      renew();
    }
  }

  // A channel whose connection failed is closed by the JDK; the endpoint is to be used further.
  private void renew() throws IOException {
    channel.close();
    var fresh = SocketChannel.open();
    fresh.configureBlocking(false);
    channel = fresh;
    if (closed.get()) {
      fresh.close();
    }
  }

  @Override
  public int receive(MemorySegment target, long offset, int length, long timeoutNanos)
      throws IOException {
    ByteBuffer buffer = target.asSlice(offset, length).asByteBuffer();
    return transfer(OP_READ, timeoutNanos, () -> channel.read(buffer));
  }

  @Override
  public int send(MemorySegment source, long offset, int length, long timeoutNanos)
      throws IOException {
    ByteBuffer buffer = source.asSlice(offset, length).asByteBuffer();
    return transfer(OP_WRITE, timeoutNanos, () -> channel.write(buffer));
  }

  private int transfer(int operation, long timeoutNanos, Transfer transfer) throws IOException {
    try {
      var count = new int[1];
      waits.until(
          channel,
          operation,
          timeoutNanos,
          () -> {
            count[0] = transfer.run();
            return count[0] != 0;
          });
      return count[0] < 0 ? END_OF_STREAM : count[0];
    } catch (ClosedChannelException e) {
      throw closedException(e);
    } catch (SocketException e) {
      throw new ConnectionResetException("the connection was reset: " + e.getMessage(), e);
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      // The system's "Broken pipe" is a bare IOException here.
      throw new ConnectionResetException("the connection is lost: " + e.getMessage(), e);
    }
  }

  @Override
  public int available() throws IOException {
    try {
      return channel.socket().getInputStream().available();
    } catch (ClosedChannelException e) {
      throw closedException(e);
    }
  }

  @Override
  public void shutdownOutput() throws IOException {
    try {
      channel.shutdownOutput();
    } catch (ClosedChannelException e) {
      throw closedException(e);
    }
    waits.wake();
  }

  @Override
  public void shutdownInput() throws IOException {
    channel.shutdownInput();
    waits.wake();
    ready.tellAll();
  }

  @Override
  public int poll(int interests) throws IOException {
    if (closed.get()) {
      throw new SocketException("Socket closed");
    }
    try {
      int write = channel.isConnected() ? OP_WRITE : OP_CONNECT;
      int read = channel.isConnected() ? OP_READ : 0;
      int operations = Ready.operations(interests, read, write);
      return Ready.interests(Ready.now(channel, operations), read, write);
    } catch (ClosedChannelException e) {
      throw closedException(e);
    }
  }

  @Override
  public void watch(int interests, Runnable listener) throws IOException {
    int write = channel.isConnected() ? OP_WRITE : OP_CONNECT;
    ready.watch(channel, Ready.operations(interests, OP_READ, write), listener);
  }

  @Override
  public void unwatch(Runnable listener) throws IOException {
    ready.unwatch(listener);
  }

  @Override
  public @Nullable InetSocketAddress remoteAddress() {
    return (InetSocketAddress) channel.socket().getRemoteSocketAddress();
  }

  @Override
  public @Nullable InetSocketAddress localAddress() {
    return channel.socket().isBound()
        ? (InetSocketAddress) channel.socket().getLocalSocketAddress()
        : null;
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

  private static SocketException closedException(Exception cause) {
    return new SocketException("Socket closed", cause);
  }

  /** Moves bytes. */
  private interface Transfer {
    int run() throws IOException;
  }
}
