package dev.spinet.socket.net;

import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A socket that goes through a chip or through the board's own network, depending on whom it is to
 * connect to. Until that is known it remembers what is asked of it.
 */
final class RoutedSocketImpl extends StreamImpl {

  private final NetworkDriver driver;
  private final Predicate<InetSocketAddress> natively;
  private final Settings early = Settings.ofStream();
  private final Object lock = new Object();
  private int earlyTimeout; // guarded by the lock, as what follows
  private @Nullable InetSocketAddress earlyLocal;
  private boolean closed;
  private volatile @Nullable StreamImpl chosen;

  RoutedSocketImpl(NetworkDriver driver, Predicate<InetSocketAddress> natively) {
    this.driver = driver;
    this.natively = natively;
  }

  @Override
  protected void create(boolean stream) throws IOException {
    if (!stream) {
      throw new IOException("a SocketImpl is a stream; use a DatagramSocket for datagrams");
    }
  }

  @Override
  protected void connect(SocketAddress remote, int millis) throws IOException {
    if (!(remote instanceof InetSocketAddress target)) {
      throw new IOException("a socket connects to an InetSocketAddress, not to " + remote);
    }
    choose(target).connect(remote, millis);
  }

  private StreamImpl choose(InetSocketAddress target) throws IOException {
    StreamImpl impl =
        natively.test(target) ? new NativeSocketImpl() : SpinetSocketImpl.client(driver);
    try {
      impl.create(true);
      prepare(impl);
      return impl;
    } catch (IOException | RuntimeException e) {
      impl.close();
      throw e;
    }
  }

  private void prepare(StreamImpl impl) throws IOException {
    synchronized (lock) {
      requireOpen();
      impl.setOption(SO_TIMEOUT, earlyTimeout);
      early.copyTo(impl);
      if (earlyLocal != null) {
        impl.bind(earlyLocal.getAddress(), earlyLocal.getPort());
      }
      chosen = impl;
    }
  }

  /** Becomes a connection that a server on the chip accepts. */
  SpinetSocketImpl toAccept() throws SocketException {
    synchronized (lock) {
      requireOpen();
      var impl = SpinetSocketImpl.client(driver);
      chosen = impl;
      return impl;
    }
  }

  private void requireOpen() throws SocketException {
    if (closed) {
      throw Faults.closed();
    }
    if (chosen != null) {
      throw new SocketException("this socket is in use already");
    }
  }

  // Where it is to be bound is decided when it is known which network it belongs to.
  @Override
  protected void bind(InetAddress host, int localPort) throws IOException {
    synchronized (lock) {
      requireOpen();
      earlyLocal = new InetSocketAddress(host, localPort);
      localport = localPort;
    }
  }

  @Override
  protected void listen(int backlog) throws IOException {
    throw new SocketException("a socket that connects cannot listen");
  }

  @Override
  protected void accept(SocketImpl impl) throws IOException {
    throw new SocketException("a socket that connects cannot accept");
  }

  private StreamImpl connected() throws SocketException {
    StreamImpl impl = chosen;
    if (impl == null) {
      throw new SocketException("Not connected");
    }
    return impl;
  }

  @Override
  protected InputStream getInputStream() throws IOException {
    return connected().getInputStream();
  }

  @Override
  protected OutputStream getOutputStream() throws IOException {
    return connected().getOutputStream();
  }

  @Override
  protected int available() throws IOException {
    return connected().available();
  }

  @Override
  protected void shutdownInput() throws IOException {
    connected().shutdownInput();
  }

  @Override
  protected void shutdownOutput() throws IOException {
    connected().shutdownOutput();
  }

  @Override
  protected void close() throws IOException {
    StreamImpl impl;
    synchronized (lock) {
      closed = true;
      impl = chosen;
    }
    if (impl != null) {
      impl.close();
    }
  }

  @Override
  protected InetAddress getInetAddress() {
    StreamImpl impl = chosen;
    return impl == null ? super.getInetAddress() : impl.getInetAddress();
  }

  @Override
  protected int getPort() {
    StreamImpl impl = chosen;
    return impl == null ? super.getPort() : impl.getPort();
  }

  @Override
  protected int getLocalPort() {
    StreamImpl impl = chosen;
    return impl == null ? super.getLocalPort() : impl.getLocalPort();
  }

  @Override
  public void setOption(int number, Object value) throws SocketException {
    synchronized (lock) {
      if (chosen == null) {
        if (number == SO_TIMEOUT) {
          earlyTimeout = Settings.timeout(value);
        } else {
          early.remember(number, value);
        }
        return;
      }
    }
    connected().setOption(number, value);
  }

  @Override
  public Object getOption(int number) throws SocketException {
    synchronized (lock) {
      if (chosen == null) {
        return switch (number) {
          case SO_TIMEOUT -> earlyTimeout;
          case SO_BINDADDR -> earlyLocal == null ? Faults.any() : earlyLocal.getAddress();
          default -> early.remembered(number);
        };
      }
    }
    return connected().getOption(number);
  }

  @Override
  protected <T> void setOption(SocketOption<T> option, T value) throws IOException {
    synchronized (lock) {
      if (chosen == null) {
        early.requireSupported(option);
        early.remember(option, value);
        return;
      }
    }
    connected().setOption(option, value);
  }

  @Override
  protected <T> @Nullable T getOption(SocketOption<T> option) throws IOException {
    synchronized (lock) {
      if (chosen == null) {
        early.requireSupported(option);
        return early.remembered(option);
      }
    }
    return connected().getOption(option);
  }

  @Override
  protected Set<SocketOption<?>> supportedOptions() {
    StreamImpl impl = chosen;
    return impl == null ? early.supported() : impl.supportedOptions();
  }
}
