package dev.spinet.socket.net;

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
import org.jspecify.annotations.Nullable;

/**
 * A {@link SocketImpl} whose methods this package can call: one of ours may stand before another.
 */
abstract class StreamImpl extends SocketImpl {

  @Override
  protected abstract void create(boolean stream) throws IOException;

  @Override
  protected final void connect(String host, int toPort) throws IOException {
    connect(InetSocketAddress.createUnresolved(host, toPort), 0);
  }

  @Override
  protected final void connect(InetAddress host, int toPort) throws IOException {
    connect(new InetSocketAddress(host, toPort), 0);
  }

  @Override
  protected abstract void connect(SocketAddress remote, int millis) throws IOException;

  @Override
  protected abstract void bind(InetAddress host, int localPort) throws IOException;

  @Override
  protected abstract InputStream getInputStream() throws IOException;

  @Override
  protected abstract OutputStream getOutputStream() throws IOException;

  @Override
  protected abstract int available() throws IOException;

  @Override
  protected abstract void shutdownInput() throws IOException;

  @Override
  protected abstract void shutdownOutput() throws IOException;

  @Override
  protected abstract void close() throws IOException;

  @Override
  protected abstract <T> void setOption(SocketOption<T> option, T value) throws IOException;

  @Override
  protected abstract <T> @Nullable T getOption(SocketOption<T> option) throws IOException;

  @Override
  protected abstract Set<SocketOption<?>> supportedOptions();

  @Override
  protected InetAddress getInetAddress() {
    return super.getInetAddress();
  }

  @Override
  protected int getPort() {
    return super.getPort();
  }

  @Override
  protected int getLocalPort() {
    return super.getLocalPort();
  }

  @Override
  protected final boolean supportsUrgentData() {
    return false;
  }

  @Override
  protected final void sendUrgentData(int data) throws IOException {
    throw new SocketException("Urgent data not supported");
  }
}
