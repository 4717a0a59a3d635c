package dev.spinet.socket.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;

/**
 * Makes TLS servers over the server sockets of another factory, such as a driver's. Accepting does
 * not wait for the handshake, which happens with the first byte read or written, within its own
 * time limit: a peer that says nothing holds up its own connection only.
 *
 * {@snippet :
 * var tls = TlsServerSocketFactory.over(
 *     new SpinetServerSocketFactory(driver),
 *     new TlsOptions().identity(Path.of("server.p12"), password));
 * try (var server = tls.createServerSocket(443);
 *     var connection = server.accept()) {
 *   ...
 * }
 * }
 */
public final class TlsServerSocketFactory extends SSLServerSocketFactory {

  private final ServerSocketFactory servers;
  private final TlsSettings settings;
  private final SSLParameters defaults;

  private TlsServerSocketFactory(ServerSocketFactory servers, TlsSettings settings) {
    this.servers = servers;
    this.settings = settings;
    defaults = settings.context().getDefaultSSLParameters();
  }

  /**
   * With options.
   *
   * @param servers makes the listeners below TLS
   * @param options who the server is, and whom it trusts if it asks clients for certificates; later
   *     changes have no effect
   * @return the factory
   * @throws IOException if TLS cannot be set up
   */
  public static TlsServerSocketFactory over(ServerSocketFactory servers, TlsOptions options)
      throws IOException {
    return new TlsServerSocketFactory(servers, options.settings());
  }

  @Override
  public ServerSocket createServerSocket() throws IOException {
    return secured(servers.createServerSocket());
  }

  @Override
  public ServerSocket createServerSocket(int port) throws IOException {
    return secured(servers.createServerSocket(port));
  }

  @Override
  public ServerSocket createServerSocket(int port, int backlog) throws IOException {
    return secured(servers.createServerSocket(port, backlog));
  }

  @Override
  public ServerSocket createServerSocket(int port, int backlog, InetAddress local)
      throws IOException {
    return secured(servers.createServerSocket(port, backlog, local));
  }

  private ServerSocket secured(ServerSocket plain) throws IOException {
    try {
      return new TlsServerSocket(settings, plain);
    } catch (IOException | RuntimeException e) {
      plain.close();
      throw e;
    }
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
