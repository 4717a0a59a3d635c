package dev.spinet.socket.net;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ref.Reference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A socket of the board's own network in a process whose sockets go through a chip. Nothing outside
 * {@code java.net} can make the JDK's own {@link SocketImpl} once there is a factory for others,
 * but the sockets of channels are made without asking the factory.
 */
final class NativeSocketImpl extends StreamImpl {

  private final Socket socket;
  private final Runnable unguard;

  NativeSocketImpl() throws IOException {
    socket = SocketChannel.open().socket();
    unguard = Abandoned.guard(this, socket);
  }

  @Override
  protected void create(boolean stream) {}

  @Override
  protected void connect(SocketAddress remote, int millis) throws IOException {
    var target = (InetSocketAddress) remote;
    // The JDK looks names up, as it does for its own sockets when they are given a name.
    var peer =
        target.isUnresolved()
            ? new InetSocketAddress(target.getHostString(), target.getPort())
            : target;
    try {
      socket.connect(peer, millis);
    } catch (IOException | RuntimeException e) {
      // An unresolved name is the one failure after which the JDK leaves the channel open.
      close();
      throw e;
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  protected void bind(InetAddress host, int localPort) throws IOException {
    socket.bind(new InetSocketAddress(host, localPort));
  }

  @Override
  protected void listen(int backlog) throws IOException {
    throw new SocketException("a socket that connects cannot listen");
  }

  @Override
  protected void accept(SocketImpl impl) throws IOException {
    throw new SocketException("a socket that connects cannot accept");
  }

  @Override
  protected InputStream getInputStream() throws IOException {
    return new Input(this, socket.getInputStream());
  }

  @Override
  protected OutputStream getOutputStream() throws IOException {
    return new Output(this, socket.getOutputStream());
  }

  @Override
  protected int available() throws IOException {
    return socket.getInputStream().available();
  }

  @Override
  protected void shutdownInput() throws IOException {
    socket.shutdownInput();
  }

  @Override
  protected void shutdownOutput() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  protected void close() throws IOException {
    socket.close();
    unguard.run();
  }

  @Override
  protected InetAddress getInetAddress() {
    return socket.getInetAddress();
  }

  @Override
  protected int getPort() {
    return socket.getPort();
  }

  @Override
  protected int getLocalPort() {
    return socket.getLocalPort();
  }

  @Override
  public void setOption(int number, Object value) throws SocketException {
    switch (number) {
      case SO_TIMEOUT -> socket.setSoTimeout(Settings.timeout(value));
      case SO_LINGER ->
          socket.setSoLinger(value instanceof Integer, value instanceof Integer n ? n : 0);
      case TCP_NODELAY -> socket.setTcpNoDelay((Boolean) value);
      case SO_REUSEADDR -> socket.setReuseAddress((Boolean) value);
      case SO_KEEPALIVE -> socket.setKeepAlive((Boolean) value);
      case SO_OOBINLINE -> socket.setOOBInline((Boolean) value);
      case SO_SNDBUF -> socket.setSendBufferSize((Integer) value);
      case SO_RCVBUF -> socket.setReceiveBufferSize((Integer) value);
      case IP_TOS -> socket.setTrafficClass((Integer) value);
      default -> throw new SocketException("there is no socket option %d".formatted(number));
    }
  }

  @Override
  public Object getOption(int number) throws SocketException {
    return switch (number) {
      case SO_TIMEOUT -> socketTimeout();
      case SO_BINDADDR -> socket.getLocalAddress();
      case SO_LINGER -> socket.getSoLinger() < 0 ? (Object) false : socket.getSoLinger();
      case TCP_NODELAY -> socket.getTcpNoDelay();
      case SO_REUSEADDR -> socket.getReuseAddress();
      case SO_KEEPALIVE -> socket.getKeepAlive();
      case SO_OOBINLINE -> socket.getOOBInline();
      case SO_SNDBUF -> socket.getSendBufferSize();
      case SO_RCVBUF -> socket.getReceiveBufferSize();
      case IP_TOS -> socket.getTrafficClass();
      default -> throw new SocketException("there is no socket option %d".formatted(number));
    };
  }

  private int socketTimeout() throws SocketException {
    return socket.getSoTimeout();
  }

  @Override
  protected <T> void setOption(SocketOption<T> option, T value) throws IOException {
    if (option.equals(StandardSocketOptions.SO_LINGER)) {
      // A channel refuses it while it may block.
      int seconds = (Integer) value;
      socket.setSoLinger(seconds >= 0, Math.max(0, seconds));
    } else {
      socket.setOption(option, value);
    }
  }

  @Override
  protected <T> @Nullable T getOption(SocketOption<T> option) throws IOException {
    return socket.getOption(option);
  }

  @Override
  protected Set<SocketOption<?>> supportedOptions() {
    return socket.supportedOptions();
  }

  // The socket of a channel throws what channels throw, which users of sockets do not know.
  private static SocketException asOfSocket(ClosedChannelException closed) {
    return closed instanceof ClosedByInterruptException
        ? Faults.closedByInterrupt(closed)
        : new SocketException("Socket closed", closed);
  }

  private static final class Input extends FilterInputStream {

    private final NativeSocketImpl impl;

    Input(NativeSocketImpl impl, InputStream in) {
      super(in);
      this.impl = impl;
    }

    @Override
    public int read() throws IOException {
      try {
        return in.read();
      } catch (ClosedChannelException e) {
        throw asOfSocket(e);
      } finally {
        Reference.reachabilityFence(impl);
      }
    }

    @Override
    public int read(byte[] buffer, int offset, int n) throws IOException {
      try {
        return in.read(buffer, offset, n);
      } catch (ClosedChannelException e) {
        throw asOfSocket(e);
      } finally {
        Reference.reachabilityFence(impl);
      }
    }
  }

  private static final class Output extends FilterOutputStream {

    private final NativeSocketImpl impl;

    Output(NativeSocketImpl impl, OutputStream out) {
      super(out);
      this.impl = impl;
    }

    @Override
    public void write(int octet) throws IOException {
      try {
        out.write(octet);
      } catch (ClosedChannelException e) {
        throw asOfSocket(e);
      } finally {
        Reference.reachabilityFence(impl);
      }
    }

    // Not octet by octet, as the class above does it.
    @Override
    public void write(byte[] buffer, int offset, int n) throws IOException {
      try {
        out.write(buffer, offset, n);
      } catch (ClosedChannelException e) {
        throw asOfSocket(e);
      } finally {
        Reference.reachabilityFence(impl);
      }
    }
  }
}
