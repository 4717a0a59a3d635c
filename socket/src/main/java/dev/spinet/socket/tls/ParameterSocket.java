package dev.spinet.socket.tls;

import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import javax.net.ssl.HandshakeCompletedEvent;
import javax.net.ssl.HandshakeCompletedListener;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** What a TLS socket has of JSSE: versions, suites, certificates, protocols, and who is told. */
abstract class ParameterSocket extends LayeredSocket {

  final TlsSettings settings;
  // Before the connection is there, a socket of JSSE that only keeps the parameters.
  volatile SSLSocket tls;
  // What the program gave, and what JSSE was given instead.
  private final Map<HandshakeCompletedListener, HandshakeCompletedListener> listeners =
      new ConcurrentHashMap<>();
  private volatile @Nullable BiFunction<SSLSocket, List<String>, String> protocolSelector;

  ParameterSocket(TlsSettings settings, Socket plain, boolean client) throws IOException {
    super(plain);
    this.settings = settings;
    tls = (SSLSocket) factory(settings).createSocket();
    tls.setUseClientMode(client);
    SSLParameters parameters = tls.getSSLParameters();
    settings.applyTo(parameters, client);
    tls.setSSLParameters(parameters);
  }

  private static SSLSocketFactory factory(TlsSettings settings) {
    return settings.context().getSocketFactory();
  }

  final SSLSocketFactory factory() {
    return factory(settings);
  }

  /** Gives a socket of JSSE what this one was told so far. */
  final void takeOver(SSLSocket connected) {
    SSLSocket before = tls;
    connected.setUseClientMode(before.getUseClientMode());
    connected.setEnableSessionCreation(before.getEnableSessionCreation());
    connected.setSSLParameters(before.getSSLParameters());
    var selector = before.getHandshakeApplicationProtocolSelector();
    if (selector != null) {
      connected.setHandshakeApplicationProtocolSelector(selector);
    }
    listeners.values().forEach(connected::addHandshakeCompletedListener);
  }

  @Override
  public @Nullable SSLSession getHandshakeSession() {
    return tls.getHandshakeSession();
  }

  @Override
  public SSLParameters getSSLParameters() {
    return tls.getSSLParameters();
  }

  @Override
  public void setSSLParameters(SSLParameters parameters) {
    settings.change(tls, parameters);
  }

  @Override
  public String[] getSupportedProtocols() {
    return TlsSettings.protocols(tls.getSupportedProtocols());
  }

  @Override
  public String[] getEnabledProtocols() {
    return tls.getEnabledProtocols();
  }

  @Override
  public void setEnabledProtocols(String[] protocols) {
    tls.setEnabledProtocols(TlsSettings.protocols(protocols));
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return tls.getSupportedCipherSuites();
  }

  @Override
  public String[] getEnabledCipherSuites() {
    return tls.getEnabledCipherSuites();
  }

  @Override
  public void setEnabledCipherSuites(String[] suites) {
    tls.setEnabledCipherSuites(suites);
  }

  // Told on a thread of JSSE's; the event has to name this socket, not the one inside.
  @Override
  public void addHandshakeCompletedListener(HandshakeCompletedListener listener) {
    HandshakeCompletedListener inner =
        event -> listener.handshakeCompleted(new HandshakeCompletedEvent(this, event.getSession()));
    // JSSE tells a listener that was added twice once.
    if (listeners.putIfAbsent(listener, inner) == null) {
      tls.addHandshakeCompletedListener(inner);
    }
  }

  @Override
  public void removeHandshakeCompletedListener(HandshakeCompletedListener listener) {
    HandshakeCompletedListener inner = listeners.remove(listener);
    if (inner == null) {
      throw new IllegalArgumentException("this listener was not added");
    }
    tls.removeHandshakeCompletedListener(inner);
  }

  @Override
  public void setUseClientMode(boolean mode) {
    tls.setUseClientMode(mode);
    SSLParameters parameters = tls.getSSLParameters();
    settings.applyTo(parameters, mode);
    tls.setSSLParameters(parameters);
  }

  @Override
  public boolean getUseClientMode() {
    return tls.getUseClientMode();
  }

  /** Refuses what {@link TlsOptions#needClientCertificate} rules out. */
  @Override
  public void setNeedClientAuth(boolean need) {
    if (!need) {
      settings.requireNoDemand(tls);
    }
    tls.setNeedClientAuth(need);
  }

  @Override
  public boolean getNeedClientAuth() {
    return tls.getNeedClientAuth();
  }

  // To JSSE, whatever is said of wanting takes needing back.
  @Override
  public void setWantClientAuth(boolean want) {
    settings.requireNoDemand(tls);
    tls.setWantClientAuth(want);
  }

  @Override
  public boolean getWantClientAuth() {
    return tls.getWantClientAuth();
  }

  @Override
  public void setEnableSessionCreation(boolean flag) {
    tls.setEnableSessionCreation(flag);
  }

  @Override
  public boolean getEnableSessionCreation() {
    return tls.getEnableSessionCreation();
  }

  @Override
  public @Nullable String getApplicationProtocol() {
    return tls.getApplicationProtocol();
  }

  @Override
  public @Nullable String getHandshakeApplicationProtocol() {
    return tls.getHandshakeApplicationProtocol();
  }

  @Override
  public void setHandshakeApplicationProtocolSelector(
      BiFunction<SSLSocket, List<String>, String> selector) {
    protocolSelector = selector;
    // It is to be asked about this socket, not about the one inside.
    tls.setHandshakeApplicationProtocolSelector((_, protocols) -> selector.apply(this, protocols));
  }

  @Override
  public @Nullable BiFunction<SSLSocket, List<String>, String>
      getHandshakeApplicationProtocolSelector() {
    return protocolSelector;
  }
}
