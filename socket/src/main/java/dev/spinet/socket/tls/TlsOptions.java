package dev.spinet.socket.tls;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whom TLS trusts, who it says it is, and how long it waits. Without a word here a client trusts
 * the certificate authorities of the JDK, checks certificates and host names, speaks TLS 1.3 or
 * 1.2, and gives a handshake 30 s.
 *
 * {@snippet :
 * var tls = TlsSocketFactory.over(sockets, o -> o
 *     .trust(Path.of("ca.pem"))
 *     .identity(Path.of("client.p12"), password)
 *     .handshakeTimeout(Duration.ofSeconds(10)));
 * }
 */
public final class TlsOptions {

  private static final Duration DEFAULT_HANDSHAKE = Duration.ofSeconds(30);
  private static final Duration DEFAULT_CLOSE = Duration.ofSeconds(1);

  private final Credentials credentials = new Credentials();
  private @Nullable SSLContext context;
  private Duration handshakeTimeout = DEFAULT_HANDSHAKE;
  private Duration closeTimeout = DEFAULT_CLOSE;
  private boolean clientCertificate;
  private boolean truncation;
  private boolean hostNameCheck = true;

  /** The defaults. */
  public TlsOptions() {}

  /**
   * Uses a context of the program's own, instead of {@link #trust} and {@link #identity}. Host
   * names are checked all the same.
   *
   * @param chosen an initialised context
   * @return this
   */
  public TlsOptions context(SSLContext chosen) {
    context = requireNonNull(chosen);
    return this;
  }

  /**
   * Trusts these certificates, and no longer those of the JDK. May be called again for more.
   *
   * @param pem a file with one certificate or more, in PEM (RFC 7468)
   * @return this
   * @throws IOException if the file cannot be read, or has no certificate
   */
  public TlsOptions trust(Path pem) throws IOException {
    credentials.trust(pem);
    return this;
  }

  /**
   * Trusts the certificates in a key store, and no longer those of the JDK.
   *
   * @param certificates the key store
   * @return this
   * @throws IOException if it cannot be read
   */
  public TlsOptions trust(KeyStore certificates) throws IOException {
    credentials.trust(certificates);
    return this;
  }

  /**
   * The private key and certificate to show: needed for servers, and for clients of servers that
   * ask.
   *
   * @param pkcs12 a key store of the type PKCS #12
   * @param password its password; not kept
   * @return this
   * @throws IOException if it cannot be read or the password is wrong
   */
  public TlsOptions identity(Path pkcs12, char[] password) throws IOException {
    credentials.identity(pkcs12, password);
    return this;
  }

  /**
   * Limits a whole handshake, from its first byte to its last, whatever the time-out of the socket.
   *
   * @param limit the limit, more than zero
   * @return this
   * @throws IllegalArgumentException if it is not
   */
  public TlsOptions handshakeTimeout(Duration limit) {
    handshakeTimeout = requirePositive(limit);
    return this;
  }

  /**
   * Limits how long closing a socket tries to tell the peer, if that does not read for instance;
   * and how long a socket that leaves its connection open ({@code autoClose} is {@code false})
   * waits for the peer to end TLS, too. The connection is closed after that, whatever {@code
   * autoClose} says, since nobody knows where what follows TLS would begin.
   *
   * @param limit the limit, more than zero; without this 1 s
   * @return this
   * @throws IllegalArgumentException if it is not
   */
  public TlsOptions closeTimeout(Duration limit) {
    closeTimeout = requirePositive(limit);
    return this;
  }

  /**
   * Lets a server demand a certificate of each client. {@code setNeedClientAuth(false)} and {@code
   * setWantClientAuth} of its sockets are refused then, with {@link IllegalArgumentException}.
   *
   * @return this
   */
  public TlsOptions needClientCertificate() {
    clientCertificate = true;
    return this;
  }

  /**
   * Takes the end of the connection for the end of the stream, as the JDK does, although the peer
   * did not say that it was. For peers that never do, in protocols that count their bytes.
   *
   * @return this
   */
  public TlsOptions acceptTruncation() {
    truncation = true;
    return this;
  }

  /**
   * <b>Insecure.</b> Takes any certificate that is trusted, whoever it was made for: its owner can
   * play each server.
   *
   * @return this
   */
  public TlsOptions insecureSkipHostNameCheck() {
    hostNameCheck = false;
    return this;
  }

  /**
   * <b>Insecure.</b> Takes any certificate of anybody: whoever is between here and the server reads
   * and changes everything.
   *
   * @return this
   */
  public TlsOptions insecureTrustEverybody() {
    credentials.trustEverybody();
    hostNameCheck = false;
    return this;
  }

  /** These options as they are now, with the context that follows from them. */
  TlsSettings settings() throws IOException {
    SSLContext chosen = context;
    if (chosen != null && !credentials.isEmpty()) {
      throw new IllegalArgumentException(
          "a context of the program's own decides about trust and identity: give either the context, or trust and identity");
    }
    X509TrustManager manager = chosen == null ? credentials.trustManager() : null;
    return new TlsSettings(
        manager == null ? requireNonNull(chosen) : credentials.context(manager),
        manager,
        handshakeTimeout,
        closeTimeout,
        clientCertificate,
        truncation,
        hostNameCheck);
  }

  private static Duration requirePositive(Duration limit) {
    if (!limit.isPositive()) {
      throw new IllegalArgumentException("a time-out of %s is not positive".formatted(limit));
    }
    return limit;
  }
}
