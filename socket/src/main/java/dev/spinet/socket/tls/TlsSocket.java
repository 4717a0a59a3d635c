package dev.spinet.socket.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A TLS connection: JSSE over any socket, with what JSSE alone does not promise. The handshake as a
 * whole has a time limit; whatever ends it early closes the connection, so that nothing is ever
 * sent in the clear; a stream that was cut off is told from one that has ended; closing does not
 * wait for a peer that does not read.
 */
final class TlsSocket extends ParameterSocket {

  private static final System.Logger LOG = System.getLogger(TlsSocket.class.getName());

  private final boolean autoClose;
  private final ReentrantLock handshakeLock = new ReentrantLock();
  private volatile @Nullable Transport transport;
  private volatile boolean handshaken;
  private volatile boolean closed;

  private TlsSocket(TlsSettings settings, Socket plain, boolean autoClose, boolean client)
      throws IOException {
    super(settings, plain, client);
    this.autoClose = autoClose;
  }

  /** A client's end that is to be connected. */
  static TlsSocket unconnected(TlsSettings settings, Socket plain) throws IOException {
    return new TlsSocket(settings, plain, true, true);
  }

  /**
   * A client's end of a connection that is there.
   *
   * @param host the server's name, as the program knows it
   */
  static TlsSocket client(
      TlsSettings settings, Socket connected, String host, int port, boolean autoClose)
      throws IOException {
    var socket = new TlsSocket(settings, connected, autoClose, true);
    socket.layer(host, port);
    return socket;
  }

  /**
   * A server's end of a connection that was accepted.
   *
   * @param parameters what the server wants, or {@code null} for the defaults
   */
  static TlsSocket server(
      TlsSettings settings,
      Socket accepted,
      @Nullable InputStream consumed,
      @Nullable SSLParameters parameters,
      boolean autoClose)
      throws IOException {
    var socket = new TlsSocket(settings, accepted, autoClose, false);
    if (parameters != null) {
      socket.tls.setSSLParameters(parameters);
    }
    var below = new Transport(accepted);
    socket.become((SSLSocket) socket.factory().createSocket(below, consumed, autoClose), below);
    return socket;
  }

  private void layer(@Nullable String host, int port) throws IOException {
    var below = new Transport(plain);
    become((SSLSocket) factory().createSocket(below, host, port, autoClose), below);
  }

  private void become(SSLSocket connected, Transport below) {
    takeOver(connected);
    transport = below;
    tls = connected;
  }

  @Override
  public void connect(SocketAddress endpoint) throws IOException {
    connect(endpoint, 0);
  }

  @Override
  public void connect(SocketAddress endpoint, int timeout) throws IOException {
    plain.connect(endpoint, timeout);
    try {
      if (endpoint instanceof InetSocketAddress server) {
        // What the program wrote, never what a name server says of the address.
        layer(server.getHostString(), server.getPort());
      } else {
        throw new SocketException("TLS needs an internet address, not " + endpoint);
      }
    } catch (IOException | RuntimeException e) {
      abandon(e);
      throw e;
    }
  }

  @Override
  public void startHandshake() throws IOException {
    requireOpen();
    Socket below = transport;
    if (below == null) {
      throw new SocketException("Socket is not connected");
    }
    handshakeLock.lock();
    try {
      // Of later ones JSSE makes what there is in the version agreed on.
      if (handshaken) {
        tls.startHandshake();
      } else {
        handshake(below);
      }
    } finally {
      handshakeLock.unlock();
    }
  }

  private void handshake(Socket below) throws IOException {
    requireOpen();
    var watchdog = Watchdog.guard(below, settings.handshakeTimeout());
    try {
      tls.startHandshake();
      watchdog.close();
      if (watchdog.hasBitten()) {
        throw new SocketException("Socket closed");
      }
      handshaken = true;
    } catch (IOException | RuntimeException e) {
      watchdog.close();
      abandon(e);
      if (watchdog.hasBitten()) {
        var timeout =
            new SocketTimeoutException(
                "the TLS handshake with %s was not over after %d ms"
                    .formatted(peer(), settings.handshakeTimeout().toMillis()));
        timeout.initCause(e);
        throw timeout;
      }
      throw e;
    }
  }

  // After a failure nobody knows what the next byte of the connection means, so it is closed, also
  // if it is somebody else's to close.
  private void abandon(Exception problem) {
    closed = true;
    try {
      closeBoth();
    } catch (IOException e) {
      problem.addSuppressed(e);
    }
  }

  private void closeBoth() throws IOException {
    try {
      plain.close();
    } finally {
      tls.close();
    }
  }

  /** Makes sure that there is TLS before the first byte of the program. */
  void ensureHandshaken() throws IOException {
    if (!handshaken) {
      startHandshake();
    } else if (closed) {
      throw new SocketException("Socket closed");
    }
  }

  /** What a read has to make of the end that JSSE reports. */
  void checkEnd() throws IOException {
    Transport below = transport;
    if (below != null && below.hasEnded() && !settings.acceptTruncation() && !closed) {
      throw new TlsTruncatedException(
          "the connection to %s ended without TLS saying so: the rest of the data may be missing"
              .formatted(peer()));
    }
  }

  private String peer() {
    return plain.getRemoteSocketAddress() instanceof InetSocketAddress address
        ? address.getHostString() + ":" + address.getPort()
        : "the peer";
  }

  private void requireOpen() throws SocketException {
    if (closed) {
      throw new SocketException("Socket closed");
    }
  }

  @Override
  public InputStream getInputStream() throws IOException {
    requireStreams(isInputShutdown(), "input");
    return new TlsInputStream(this, tls.getInputStream());
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    requireStreams(isOutputShutdown(), "output");
    return new TlsOutputStream(this, tls.getOutputStream());
  }

  private void requireStreams(boolean shutDown, String direction) throws SocketException {
    requireOpen();
    if (transport == null) {
      throw new SocketException("Socket is not connected");
    }
    if (shutDown) {
      throw new SocketException("Socket %s is shutdown".formatted(direction));
    }
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    Transport below = transport;
    if (below == null || !handshaken) {
      // Before there is TLS there is nobody to take leave of in TLS.
      closeBoth();
      return;
    }
    try (var watchdog = Watchdog.guard(below, settings.closeTimeout())) {
      try {
        if (!autoClose) {
          endTls();
        }
      } finally {
        tls.close();
      }
      if (watchdog.hasBitten()) {
        LOG.log(Level.DEBUG, "{0} did not take the end of TLS in time", peer());
      }
    } finally {
      if (autoClose) {
        plain.close();
      }
    }
  }

  // In TLS 1.3 JSSE does not wait for the peer's end, which would then be found in the plain text.
  private void endTls() throws IOException {
    try {
      if (!tls.isOutputShutdown()) {
        tls.shutdownOutput();
      }
      if (!tls.isInputShutdown()) {
        var _ = tls.getInputStream().transferTo(OutputStream.nullOutputStream());
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "the peer did not end TLS, and so the connection cannot go on", e);
      plain.close();
    }
  }

  @Override
  public boolean isClosed() {
    return closed || plain.isClosed();
  }

  @Override
  public void shutdownInput() throws IOException {
    requireOpen();
    tls.shutdownInput();
  }

  @Override
  public void shutdownOutput() throws IOException {
    ensureHandshaken();
    tls.shutdownOutput();
  }

  @Override
  public boolean isInputShutdown() {
    return transport != null && tls.isInputShutdown();
  }

  @Override
  public boolean isOutputShutdown() {
    return transport != null && tls.isOutputShutdown();
  }

  /** The session; an invalid one if there is no connection or the handshake fails. */
  @Override
  public SSLSession getSession() {
    if (transport != null && !closed) {
      try {
        ensureHandshaken();
      } catch (IOException e) {
        // The session says that it is not valid; that is how this method tells.
        LOG.log(Level.DEBUG, "there is no session, because the handshake failed", e);
      }
    }
    return tls.getSession();
  }

  @Override
  public String toString() {
    return "TlsSocket[%s]".formatted(plain);
  }
}
