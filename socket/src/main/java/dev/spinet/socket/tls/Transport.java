package dev.spinet.socket.tls;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import org.jspecify.annotations.Nullable;

/**
 * The connection below TLS as JSSE sees it: the program's, and a note of whether it has ended. JSSE
 * itself takes the end of the connection for the end of the stream.
 */
final class Transport extends Socket {

  private final Socket plain;
  private volatile boolean ended;

  Transport(Socket plain) throws SocketException {
    // No implementation of its own: it would be one of the machine's network.
    super((SocketImpl) null);
    this.plain = plain;
  }

  /** Whether the peer has ended the connection and JSSE has found out. */
  boolean hasEnded() {
    return ended;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new FilterInputStream(plain.getInputStream()) {

      @Override
      public int read() throws IOException {
        return noted(in.read());
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        return noted(in.read(buffer, offset, length));
      }

      private int noted(int result) {
        if (result < 0) {
          ended = true;
        }
        return result;
      }
    };
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return plain.getOutputStream();
  }

  @Override
  public void close() throws IOException {
    plain.close();
  }

  @Override
  public void shutdownInput() throws IOException {
    plain.shutdownInput();
  }

  @Override
  public void shutdownOutput() throws IOException {
    try {
      plain.shutdownOutput();
    } catch (SocketException e) {
      // TLS has told the peer already; a chip that ends both directions or none need not.
      if (!(e.getCause() instanceof UnsupportedOperationException)) {
        throw e;
      }
    }
  }

  @Override
  public boolean isConnected() {
    return plain.isConnected();
  }

  @Override
  public boolean isBound() {
    return plain.isBound();
  }

  @Override
  public boolean isClosed() {
    return plain.isClosed();
  }

  @Override
  public boolean isInputShutdown() {
    return plain.isInputShutdown();
  }

  @Override
  public boolean isOutputShutdown() {
    return plain.isOutputShutdown();
  }

  @Override
  public @Nullable InetAddress getInetAddress() {
    return plain.getInetAddress();
  }

  @Override
  public InetAddress getLocalAddress() {
    return plain.getLocalAddress();
  }

  @Override
  public int getPort() {
    return plain.getPort();
  }

  @Override
  public int getLocalPort() {
    return plain.getLocalPort();
  }

  @Override
  public @Nullable SocketAddress getRemoteSocketAddress() {
    return plain.getRemoteSocketAddress();
  }

  @Override
  public @Nullable SocketAddress getLocalSocketAddress() {
    return plain.getLocalSocketAddress();
  }

  @Override
  public void setSoTimeout(int timeout) throws SocketException {
    plain.setSoTimeout(timeout);
  }

  @Override
  public int getSoTimeout() throws SocketException {
    return plain.getSoTimeout();
  }

  @Override
  public void setSoLinger(boolean on, int linger) throws SocketException {
    plain.setSoLinger(on, linger);
  }

  @Override
  public int getSoLinger() throws SocketException {
    return plain.getSoLinger();
  }

  @Override
  public String toString() {
    return plain.toString();
  }
}
