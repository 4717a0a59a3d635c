package dev.spinet.socket.tls;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** What {@link TlsOptions} were when a factory was made, and the rules that sockets keep. */
record TlsSettings(
    SSLContext context,
    @Nullable X509TrustManager trustManager,
    Duration handshakeTimeout,
    Duration closeTimeout,
    boolean needClientCertificate,
    boolean acceptTruncation,
    boolean hostNameCheck) {

  /** Checks a server's name as RFC 2818 says; the only algorithm of JSSE beside that of LDAP. */
  private static final String HTTPS = "HTTPS";

  private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  /** The parameters that every new socket has. */
  void applyTo(SSLParameters parameters, boolean client) {
    parameters.setProtocols(protocols(parameters.getProtocols()));
    if (client && hostNameCheck) {
      parameters.setEndpointIdentificationAlgorithm(HTTPS);
    }
    if (!client && needClientCertificate) {
      parameters.setNeedClientAuth(true);
    }
  }

  /** Gives a socket new parameters, but for those that would make it unsafe without a loud word. */
  void change(SSLSocket socket, SSLParameters parameters) {
    String algorithm = parameters.getEndpointIdentificationAlgorithm();
    if (hostNameCheck && algorithm != null && algorithm.isEmpty()) {
      throw new IllegalArgumentException(
          "the check of the server's name is not turned off by parameters: use TlsOptions.insecureSkipHostNameCheck if that is really meant");
    }
    String[] wanted = parameters.getProtocols();
    String[] safe = protocols(wanted == null ? socket.getEnabledProtocols() : wanted);
    socket.setSSLParameters(parameters);
    socket.setEnabledProtocols(safe);
    if (needClientCertificate && !socket.getUseClientMode()) {
      // Parameters that say nothing of it mean "none" to JSSE.
      socket.setNeedClientAuth(true);
    }
  }

  /** Refuses to let a server do without the certificates that the options demand of clients. */
  void requireNoDemand(SSLSocket socket) {
    if (needClientCertificate && !socket.getUseClientMode()) {
      throw new IllegalArgumentException(
          "TlsOptions.needClientCertificate demands a certificate of each client: leave that out if it is not meant");
    }
  }

  /** Those of the protocols that are TLS 1.2 or newer. */
  static String[] protocols(String[] wanted) {
    String[] safe = Arrays.stream(wanted).filter(PROTOCOLS::contains).toArray(String[]::new);
    if (safe.length == 0) {
      throw new IllegalArgumentException(
          "none of %s is safe: use TLSv1.3 or TLSv1.2".formatted(Arrays.toString(wanted)));
    }
    return safe;
  }
}
