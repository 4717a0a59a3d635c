package dev.spinet.socket.jdk;

import dev.spinet.socket.ConnectionRefusedException;
import dev.spinet.socket.ConnectionResetException;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A non-blocking channel, with one selector per direction for the waits. */
final class JdkEndpoint implements StreamEndpoint {

  private static final int END_OF_STREAM = -1;

  private final JdkDriver driver;
  private final int fileno;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Selector reading = Selector.open();
  private final Selector writing = Selector.open();
  private volatile SocketChannel channel = SocketChannel.open();

  JdkEndpoint(JdkDriver driver, int fileno) throws IOException {
    this.driver = driver;
    this.fileno = fileno;
    channel.configureBlocking(false);
  }

  int number() {
    return fileno;
  }

  @Override
  public boolean connect(Inet4Address address, int port, long timeoutNanos) throws IOException {
    SocketChannel current = channel;
    try {
      if (current.isConnectionPending()
          ? current.finishConnect()
          : current.connect(new InetSocketAddress(address, port))) {
        return true;
      }
      return await(writing, SelectionKey.OP_CONNECT, timeoutNanos, current::finishConnect);
    } catch (ConnectException e) {
      renew();
      throw new ConnectionRefusedException("%s:%d refused".formatted(address, port), e);
    } catch (ClosedChannelException | ClosedSelectorException e) {
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
    return transfer(reading, SelectionKey.OP_READ, timeoutNanos, () -> channel.read(buffer));
  }

  @Override
  public int send(MemorySegment source, long offset, int length, long timeoutNanos)
      throws IOException {
    ByteBuffer buffer = source.asSlice(offset, length).asByteBuffer();
    return transfer(writing, SelectionKey.OP_WRITE, timeoutNanos, () -> channel.write(buffer));
  }

  private int transfer(Selector selector, int operation, long timeoutNanos, Transfer transfer)
      throws IOException {
    try {
      var count = new int[1];
      Attempt attempt =
          () -> {
            count[0] = transfer.run();
            return count[0] != 0;
          };
      if (!attempt.run()) {
        await(selector, operation, timeoutNanos, attempt);
      }
      return count[0] < 0 ? END_OF_STREAM : count[0];
    } catch (ClosedChannelException | ClosedSelectorException e) {
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

  private boolean await(Selector selector, int operation, long timeoutNanos, Attempt attempt)
      throws IOException {
    if (timeoutNanos == 0) {
      return false;
    }
    long start = System.nanoTime();
    SelectionKey key = channel.register(selector, operation);
    try {
      while (true) {
        long left = timeoutNanos - (System.nanoTime() - start);
        if (left <= 0) {
          return false;
        }
        if (timeoutNanos == Long.MAX_VALUE) {
          selector.select();
        } else {
          selector.select(TimeUnit.NANOSECONDS.toMillis(left) + 1);
        }
        selector.selectedKeys().clear();
        if (closed.get()) {
          throw new ClosedChannelException();
        }
        if (attempt.run()) {
          return true;
        }
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedIOException("interrupted");
        }
      }
    } finally {
      key.cancel();
      if (selector.isOpen()) {
        selector.selectNow();
      }
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
    channel.shutdownOutput();
  }

  @Override
  public @Nullable InetSocketAddress remoteAddress() {
    return (InetSocketAddress) channel.socket().getRemoteSocketAddress();
  }

  @Override
  public @Nullable InetSocketAddress localAddress() {
    return remoteAddress() == null
        ? null
        : (InetSocketAddress) channel.socket().getLocalSocketAddress();
  }

  @Override
  public void close() throws IOException {
    if (closed.compareAndSet(false, true)) {
      driver.free(this);
      channel.close();
      reading.close();
      writing.close();
    }
  }

  private static SocketException closedException(Exception cause) {
    return new SocketException("Socket closed", cause);
  }

  /** Tries what could not be done before. */
  private interface Attempt {
    boolean run() throws IOException;
  }

  /** Moves bytes. */
  private interface Transfer {
    int run() throws IOException;
  }
}
