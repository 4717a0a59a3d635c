package dev.spinet.socket.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.channels.ServerSocketChannel;
import java.util.Set;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A listener whose connections speak TLS. */
final class TlsServerSocket extends SSLServerSocket {

  private final TlsSettings settings;
  private final ServerSocket plain;
  // Never connected: it keeps what accepted sockets are to be like.
  private final SSLSocket model;

  TlsServerSocket(TlsSettings settings, ServerSocket plain) throws IOException {
    this.settings = settings;
    this.plain = plain;
    model = (SSLSocket) settings.context().getSocketFactory().createSocket();
    model.setUseClientMode(false);
    SSLParameters parameters = model.getSSLParameters();
    settings.applyTo(parameters, false);
    model.setSSLParameters(parameters);
  }

  @Override
  public Socket accept() throws IOException {
    Socket accepted = plain.accept();
    try {
      TlsSocket socket = TlsSocket.server(settings, accepted, null, model.getSSLParameters(), true);
      if (model.getUseClientMode()) {
        socket.setUseClientMode(true);
      }
      socket.setEnableSessionCreation(model.getEnableSessionCreation());
      return socket;
    } catch (IOException | RuntimeException e) {
      accepted.close();
      throw e;
    }
  }

  @Override
  public void bind(@Nullable SocketAddress endpoint) throws IOException {
    plain.bind(endpoint);
  }

  @Override
  public void bind(@Nullable SocketAddress endpoint, int backlog) throws IOException {
    plain.bind(endpoint, backlog);
  }

  @Override
  public @Nullable InetAddress getInetAddress() {
    return plain.getInetAddress();
  }

  @Override
  public int getLocalPort() {
    return plain.getLocalPort();
  }

  @Override
  public @Nullable SocketAddress getLocalSocketAddress() {
    return plain.getLocalSocketAddress();
  }

  @Override
  public void close() throws IOException {
    plain.close();
  }

  /** There is none: a channel would go past TLS. */
  @Override
  public @Nullable ServerSocketChannel getChannel() {
    return null;
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
  public void setSoTimeout(int timeout) throws SocketException {
    plain.setSoTimeout(timeout);
  }

  @Override
  public int getSoTimeout() throws IOException {
    return plain.getSoTimeout();
  }

  @Override
  public void setReuseAddress(boolean on) throws SocketException {
    plain.setReuseAddress(on);
  }

  @Override
  public boolean getReuseAddress() throws SocketException {
    return plain.getReuseAddress();
  }

  @Override
  public void setReceiveBufferSize(int size) throws SocketException {
    plain.setReceiveBufferSize(size);
  }

  @Override
  public int getReceiveBufferSize() throws SocketException {
    return plain.getReceiveBufferSize();
  }

  @Override
  public void setPerformancePreferences(int connectionTime, int latency, int bandwidth) {
    plain.setPerformancePreferences(connectionTime, latency, bandwidth);
  }

  @Override
  public <T> ServerSocket setOption(SocketOption<T> name, T value) throws IOException {
    plain.setOption(name, value);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return plain.getOption(name);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return plain.supportedOptions();
  }

  @Override
  public SSLParameters getSSLParameters() {
    return model.getSSLParameters();
  }

  @Override
  public void setSSLParameters(SSLParameters parameters) {
    settings.change(model, parameters);
  }

  @Override
  public String[] getEnabledCipherSuites() {
    return model.getEnabledCipherSuites();
  }

  @Override
  public void setEnabledCipherSuites(String[] suites) {
    model.setEnabledCipherSuites(suites);
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return model.getSupportedCipherSuites();
  }

  @Override
  public String[] getSupportedProtocols() {
    return TlsSettings.protocols(model.getSupportedProtocols());
  }

  @Override
  public String[] getEnabledProtocols() {
    return model.getEnabledProtocols();
  }

  @Override
  public void setEnabledProtocols(String[] protocols) {
    model.setEnabledProtocols(TlsSettings.protocols(protocols));
  }

  /** Refuses what {@link TlsOptions#needClientCertificate} rules out. */
  @Override
  public void setNeedClientAuth(boolean need) {
    if (!need) {
      settings.requireNoDemand(model);
    }
    model.setNeedClientAuth(need);
  }

  @Override
  public boolean getNeedClientAuth() {
    return model.getNeedClientAuth();
  }

  // To JSSE, whatever is said of wanting takes needing back.
  @Override
  public void setWantClientAuth(boolean want) {
    settings.requireNoDemand(model);
    model.setWantClientAuth(want);
  }

  @Override
  public boolean getWantClientAuth() {
    return model.getWantClientAuth();
  }

  @Override
  public void setUseClientMode(boolean mode) {
    model.setUseClientMode(mode);
  }

  @Override
  public boolean getUseClientMode() {
    return model.getUseClientMode();
  }

  @Override
  public void setEnableSessionCreation(boolean flag) {
    model.setEnableSessionCreation(flag);
  }

  @Override
  public boolean getEnableSessionCreation() {
    return model.getEnableSessionCreation();
  }

  @Override
  public String toString() {
    return "TlsServerSocket[%s]".formatted(plain);
  }
}
