package dev.spinet.socket.net;

import dev.spinet.socket.ConnectionResetException;
import dev.spinet.socket.Socket;
import dev.spinet.socket.driver.NetworkDriver;
import dev.spinet.socket.internal.TimedCalls;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.Reference;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@link java.net.Socket} and {@link java.net.ServerSocket} are made of, on a chip. */
final class SpinetSocketImpl extends StreamImpl {

  private static final Logger LOG = System.getLogger(SpinetSocketImpl.class.getName());

  private final NetworkDriver driver;
  private final boolean server;
  private final Settings settings;
  private final Object lock = new Object();
  private volatile int timeoutMillis;
  private volatile @Nullable Socket socket;
  private @Nullable Runnable unguard; // guarded by the lock
  private volatile boolean closed;

  private SpinetSocketImpl(NetworkDriver driver, boolean server) {
    this.driver = driver;
    this.server = server;
    settings = server ? Settings.ofServer() : Settings.ofStream();
  }

  /** For a socket that is to connect, or to be accepted. */
  static SpinetSocketImpl client(NetworkDriver driver) {
    return new SpinetSocketImpl(driver, false);
  }

  static SpinetSocketImpl server(NetworkDriver driver) {
    return new SpinetSocketImpl(driver, true);
  }

  @Override
  protected void create(boolean stream) throws IOException {
    if (!stream) {
      throw new IOException("a SocketImpl is a stream; use a DatagramSocket for datagrams");
    }
    Socket opened = Uninterrupted.call(() -> new Socket(driver));
    adopt(opened);
    if (server) {
      // A server is started again while connections of its last run still end.
      settings.set(opened, SO_REUSEADDR, true);
    }
  }

  /** Becomes the owner of a socket of the chip. */
  private void adopt(Socket opened) throws IOException {
    synchronized (lock) {
      if (closed || socket != null) {
        opened.close();
        throw closed ? Faults.closed() : new SocketException("this socket exists already");
      }
      socket = opened;
      unguard = Abandoned.guard(this, opened);
    }
  }

  private Socket open() throws SocketException {
    Socket current = socket;
    if (closed || current == null) {
      throw Faults.closed();
    }
    return current;
  }

  @Override
  protected void connect(SocketAddress remote, int millis) throws IOException {
    if (!(remote instanceof InetSocketAddress target)) {
      throw new IOException("a chip connects to an InetSocketAddress, not to " + remote);
    }
    Socket current = open();
    try (var wait = new Wait(millis)) {
      if (target.getPort() == 0) {
        throw new ConnectException("Connection refused: nobody listens at port 0");
      }
      Faults.requireBeyondLoopback(target.getAddress());
      while (!isConnected(current, target, wait)) {
        // Interrupted, and trying again.
      }
      connected(current, target);
    } catch (SocketTimeoutException e) {
      throw closing(Faults.timedOut("Connect timed out", e));
    } catch (InterruptedIOException e) {
      throw closing(Faults.closedByInterrupt(e));
    } catch (IOException e) {
      throw closing(e);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  private static boolean isConnected(Socket current, InetSocketAddress target, Wait wait)
      throws IOException {
    try {
      TimedCalls.of(current).connect(current, target, wait.left());
      return true;
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (InterruptedIOException e) {
      wait.interrupted(e);
      return false;
    }
  }

  private void connected(Socket current, InetSocketAddress target) throws SocketException {
    InetSocketAddress peer = current.remoteAddress();
    InetAddress given = target.getAddress();
    if (given != null) {
      address = given;
    } else if (peer != null) {
      address = Faults.named(target.getHostString(), peer.getAddress());
    } else {
      // Connected and lost again, or closed by another thread.
      open();
      address = Faults.named(target.getHostString(), Faults.any());
    }
    port = target.getPort();
    setLocalPort(current);
  }

  // A failed attempt to connect ends the socket, as that of java.net does.
  private IOException closing(IOException failure) {
    try {
      close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  @Override
  protected void bind(InetAddress host, int localPort) throws IOException {
    Socket current = open();
    try {
      var local = new InetSocketAddress(Faults.local(host), localPort);
      Uninterrupted.run(() -> current.bind(local));
    } catch (UnsupportedOperationException e) {
      throw Faults.unsupported(e);
    }
    address = host;
    setLocalPort(current);
  }

  private void setLocalPort(Socket current) {
    InetSocketAddress local = current.localAddress();
    localport = local == null ? 0 : local.getPort();
  }

  @Override
  protected void listen(int backlog) throws IOException {
    Socket current = open();
    try {
      Uninterrupted.run(() -> current.listen(Math.max(1, backlog)));
    } catch (UnsupportedOperationException e) {
      throw Faults.unsupported(e);
    }
    setLocalPort(current);
  }

  @Override
  protected void accept(SocketImpl impl) throws IOException {
    Socket current = open();
    SpinetSocketImpl accepted =
        switch (impl) {
          case SpinetSocketImpl same -> same;
          case RoutedSocketImpl routed -> routed.toAccept();
          default ->
              throw new SocketException(
                  "a server on %s accepts its own sockets only, not %s"
                      .formatted(driver.name(), impl.getClass().getName()));
        };
    accepted.become(accept(current), settings);
  }

  private Socket accept(Socket current) throws IOException {
    try (var wait = new Wait(timeoutMillis)) {
      while (true) {
        try {
          return TimedCalls.of(current).accept(current, wait.left());
        } catch (SocketTimeoutException e) {
          throw Faults.timedOut("Accept timed out", e);
        } catch (InterruptedIOException e) {
          wait.interrupted(e);
        }
      }
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  private void become(Socket connection, Settings listener) throws IOException {
    adopt(connection);
    try {
      settings.inherit(listener, connection);
    } catch (IOException e) {
      // The peer may have gone already, which is for reading to tell and no fault of the server.
      LOG.log(Level.DEBUG, "an accepted connection took no options", e);
    }
    InetSocketAddress peer = connection.remoteAddress();
    // Without a peer the connection was lost while it waited; reading tells.
    address = peer == null ? Faults.any() : peer.getAddress();
    port = peer == null ? 0 : peer.getPort();
    setLocalPort(connection);
  }

  @Override
  protected InputStream getInputStream() throws IOException {
    open();
    return new ImplInputStream(this);
  }

  @Override
  protected OutputStream getOutputStream() throws IOException {
    open();
    return new ImplOutputStream(this);
  }

  /** Reads what is there, waiting for the first byte within SO_TIMEOUT. */
  int read(byte[] buffer, int offset, int n) throws IOException {
    Objects.checkFromIndexSize(offset, n, buffer.length);
    if (n == 0) {
      return 0;
    }
    Socket current = open();
    try (var wait = new Wait(timeoutMillis)) {
      while (true) {
        try {
          return TimedCalls.of(current).receive(current, buffer, offset, n, wait.left());
        } catch (SocketTimeoutException e) {
          throw Faults.timedOut("Read timed out", e);
        } catch (InterruptedIOException e) {
          wait.interrupted(e);
        }
      }
    } catch (ConnectionResetException e) {
      throw Faults.reset(e);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** Writes all, however long that takes. */
  void write(byte[] buffer, int offset, int n) throws IOException {
    Objects.checkFromIndexSize(offset, n, buffer.length);
    if (n == 0) {
      return;
    }
    Socket current = open();
    int done = 0;
    try (var wait = new Wait(0)) {
      while (done < n) {
        try {
          current.sendAll(buffer, offset + done, n - done);
          done = n;
        } catch (InterruptedIOException e) {
          done += e.bytesTransferred;
          wait.interrupted(e);
        }
      }
    } catch (ConnectionResetException e) {
      throw Faults.reset(e);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  protected int available() throws IOException {
    try {
      return open().available();
    } catch (ConnectionResetException e) {
      // Nothing can be read; that the connection is lost is for read to tell.
      return 0;
    }
  }

  @Override
  protected void shutdownInput() throws IOException {
    try {
      open().shutdownInput();
    } catch (UnsupportedOperationException e) {
      throw Faults.unsupported(e);
    }
  }

  @Override
  protected void shutdownOutput() throws IOException {
    try {
      open().shutdownOutput();
    } catch (UnsupportedOperationException e) {
      throw Faults.unsupported(e);
    }
  }

  @Override
  public void setOption(int number, Object value) throws SocketException {
    Socket current = open();
    if (number == SO_TIMEOUT) {
      timeoutMillis = Settings.timeout(value);
    } else {
      settings.set(current, number, value);
    }
  }

  @Override
  public Object getOption(int number) throws SocketException {
    Socket current = open();
    return switch (number) {
      case SO_TIMEOUT -> timeoutMillis;
      case SO_BINDADDR -> {
        InetSocketAddress local = current.localAddress();
        yield local == null ? Faults.any() : local.getAddress();
      }
      default -> settings.get(current, number);
    };
  }

  @Override
  protected <T> void setOption(SocketOption<T> option, T value) throws IOException {
    settings.requireSupported(option);
    settings.set(open(), option, value);
  }

  @Override
  protected <T> @Nullable T getOption(SocketOption<T> option) throws IOException {
    settings.requireSupported(option);
    return settings.get(open(), option);
  }

  @Override
  protected Set<SocketOption<?>> supportedOptions() {
    return settings.supported();
  }

  /** Does not wait for the peer. Wakes whoever reads, writes, connects or accepts. */
  @Override
  protected void close() throws IOException {
    Socket current;
    Runnable guard;
    synchronized (lock) {
      if (closed) {
        return;
      }
      closed = true;
      current = socket;
      guard = unguard;
      unguard = null;
    }
    if (current != null) {
      try {
        current.close();
      } finally {
        if (guard != null) {
          guard.run();
        }
      }
    }
  }
}
