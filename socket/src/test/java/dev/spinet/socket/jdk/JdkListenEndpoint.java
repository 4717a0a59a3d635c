package dev.spinet.socket.jdk;

import dev.spinet.socket.driver.ListenEndpoint;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A non-blocking server channel. */
final class JdkListenEndpoint implements ListenEndpoint {

  private final JdkDriver driver;
  private final InetSocketAddress local;
  private final ServerSocketChannel channel = ServerSocketChannel.open();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final JdkWait waits = new JdkWait();
  private final Ready ready = new Ready();

  JdkListenEndpoint(JdkDriver driver, InetSocketAddress local, int backlog) throws IOException {
    this.driver = driver;
    channel.configureBlocking(false);
    channel.bind(local, backlog);
    this.local = (InetSocketAddress) channel.getLocalAddress();
  }

  @Override
  public @Nullable StreamEndpoint accept(long timeoutNanos) throws IOException {
    var accepted = new SocketChannel[1];
    try {
      waits.until(
          channel,
          SelectionKey.OP_ACCEPT,
          timeoutNanos,
          () -> {
            accepted[0] = channel.accept();
            return accepted[0] != null;
          });
    } catch (ClosedChannelException e) {
      throw new SocketException("Socket closed", e);
    }
    return accepted[0] == null ? null : driver.adopt(accepted[0]);
  }

  @Override
  public int poll(int interests) throws IOException {
    try {
      int operations = Ready.operations(interests, SelectionKey.OP_ACCEPT, 0);
      return Ready.interests(Ready.now(channel, operations), SelectionKey.OP_ACCEPT, 0);
    } catch (ClosedChannelException e) {
      throw new SocketException("Socket closed", e);
    }
  }

  @Override
  public void watch(int interests, Runnable listener) throws IOException {
    ready.watch(channel, Ready.operations(interests, SelectionKey.OP_ACCEPT, 0), listener);
  }

  @Override
  public void unwatch(Runnable listener) throws IOException {
    ready.unwatch(listener);
  }

  @Override
  public InetSocketAddress localAddress() {
    return local;
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
