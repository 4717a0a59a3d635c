package dev.spinet.socket.tls;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Optional;
import javax.net.SocketFactory;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Makes TLS connections over the sockets of another factory, such as a driver's, with the JDK's own
 * implementation of TLS. Certificates and host names are checked, TLS 1.3 and 1.2 are spoken, SNI
 * carries the name the program gave. A handshake that fails or takes too long closes the
 * connection; there is no way from there to plain text.
 *
 * <p>The sockets do their handshake at {@link SSLSocket#startHandshake()} or with the first byte
 * read or written. Where they differ from the JDK's: a stream that ends without TLS saying so
 * throws {@link TlsTruncatedException}, and the names of TLS versions older than 1.2 are ignored.
 *
 * {@snippet :
 * var tls = TlsSocketFactory.over(new SpinetSocketFactory(driver));
 * HttpsURLConnection.setDefaultSSLSocketFactory(tls);
 * }
 */
public final class TlsSocketFactory extends SSLSocketFactory {

  private final SocketFactory sockets;
  private final TlsSettings settings;
  private final SSLParameters defaults;

  private TlsSocketFactory(SocketFactory sockets, TlsSettings settings) {
    this.sockets = sockets;
    this.settings = settings;
    defaults = settings.context().getDefaultSSLParameters();
  }

  /**
   * With the default options: the certificate authorities of the JDK are trusted.
   *
   * @param sockets makes the connections below TLS; has to make unconnected ones too
   * @return the factory
   * @throws IOException if TLS cannot be set up
   */
  public static TlsSocketFactory over(SocketFactory sockets) throws IOException {
    return over(sockets, new TlsOptions());
  }

  /**
   * With options.
   *
   * @param sockets makes the connections below TLS; has to make unconnected ones too
   * @param options whom to trust, who to be, how long to wait; later changes have no effect
   * @return the factory
   * @throws IOException if TLS cannot be set up
   */
  public static TlsSocketFactory over(SocketFactory sockets, TlsOptions options)
      throws IOException {
    return new TlsSocketFactory(sockets, options.settings());
  }

  /**
   * What decides about certificates here, for clients that ask for it beside the factory.
   *
   * @return the trust manager; nothing if the options came with a context of the program's own
   */
  public Optional<X509TrustManager> trustManager() {
    return Optional.ofNullable(settings.trustManager());
  }

  /**
   * A socket to be connected. The check of the server's name goes by what is given to {@code
   * connect}.
   */
  @Override
  public Socket createSocket() throws IOException {
    Socket plain = sockets.createSocket();
    try {
      return TlsSocket.unconnected(settings, plain);
    } catch (IOException | RuntimeException e) {
      plain.close();
      throw e;
    }
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return layered(sockets.createSocket(host, port), host, port);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return layered(sockets.createSocket(host, port, localHost, localPort), host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return layered(sockets.createSocket(host, port), name(host, port), port);
  }

  @Override
  public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
      throws IOException {
    return layered(
        sockets.createSocket(address, port, localAddress, localPort), name(address, port), port);
  }

  /**
   * TLS as a client over a connection that is there, such as after STARTTLS or through a proxy.
   *
   * @param connected the connection; closed if the handshake fails, whatever {@code autoClose} says
   * @param host the server's name, which has to be in its certificate; {@code null} for the
   *     connection's own idea of it
   * @param port the server's port
   * @param autoClose whether closing the result closes the connection; if not, closing waits for
   *     the peer to end TLS as well, and closes the connection if it does not do so within {@link
   *     TlsOptions#closeTimeout}
   * @return the socket, on which no byte has been exchanged yet
   */
  @Override
  public Socket createSocket(Socket connected, @Nullable String host, int port, boolean autoClose)
      throws IOException {
    return TlsSocket.client(
        settings, connected, host == null ? hostOf(connected) : host, port, autoClose);
  }

  /**
   * TLS as a server over a connection that is there.
   *
   * @param connected the connection; closed if the handshake fails, whatever {@code autoClose} says
   * @param consumed bytes that were read from it already, or {@code null}
   * @param autoClose whether closing the result closes the connection; if not, closing waits for
   *     the peer to end TLS as well, and closes the connection if it does not do so within {@link
   *     TlsOptions#closeTimeout}
   * @return the socket, on which no byte has been exchanged yet
   */
  @Override
  public Socket createSocket(Socket connected, @Nullable InputStream consumed, boolean autoClose)
      throws IOException {
    return TlsSocket.server(settings, connected, consumed, null, autoClose);
  }

  private Socket layered(Socket connected, String host, int port) throws IOException {
    try {
      return TlsSocket.client(settings, connected, host, port, true);
    } catch (IOException | RuntimeException e) {
      connected.close();
      throw e;
    }
  }

  // The name that the program used, if it did; never one looked up for the address.
  private static String name(InetAddress address, int port) {
    return new InetSocketAddress(address, port).getHostString();
  }

  private static String hostOf(Socket connected) throws IOException {
    SocketAddress peer = connected.getRemoteSocketAddress();
    if (peer instanceof InetSocketAddress address) {
      return address.getHostString();
    }
    throw new SocketException("Socket is not connected");
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return defaults.getCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return settings.context().getSupportedSSLParameters().getCipherSuites();
  }
}
