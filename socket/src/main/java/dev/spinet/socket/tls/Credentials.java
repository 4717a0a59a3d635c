package dev.spinet.socket.tls;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Collections;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whom to trust and who to be, from files to an {@link SSLContext}. */
final class Credentials {

  private static final System.Logger LOG = System.getLogger(Credentials.class.getName());

  private @Nullable KeyStore trusted;
  private KeyManager @Nullable [] identity;
  private boolean everybody;

  boolean isEmpty() {
    return trusted == null && identity == null && !everybody;
  }

  void trust(Path pem) throws IOException {
    Collection<? extends Certificate> certificates;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(pem))) {
      certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
    } catch (CertificateException e) {
      throw new IOException("%s holds no certificates in PEM".formatted(pem), e);
    }
    if (certificates.isEmpty()) {
      throw new IOException("%s holds no certificates in PEM".formatted(pem));
    }
    try {
      KeyStore all = trusted();
      for (Certificate certificate : certificates) {
        all.setCertificateEntry("trusted-" + all.size(), certificate);
      }
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificates in %s cannot be used".formatted(pem), e);
    }
  }

  void trust(KeyStore certificates) throws IOException {
    try {
      KeyStore all = trusted();
      for (String alias : Collections.list(certificates.aliases())) {
        Certificate certificate = certificates.getCertificate(alias);
        if (certificate != null) {
          all.setCertificateEntry("trusted-" + all.size(), certificate);
        }
      }
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificates to trust cannot be used", e);
    }
  }

  private KeyStore trusted() throws IOException, GeneralSecurityException {
    KeyStore all = trusted;
    if (all == null) {
      all = KeyStore.getInstance("PKCS12");
      all.load(null, null);
      trusted = all;
    }
    return all;
  }

  void identity(Path pkcs12, char[] password) throws IOException {
    try (InputStream in = Files.newInputStream(pkcs12)) {
      var store = KeyStore.getInstance("PKCS12");
      store.load(in, password);
      var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, password);
      identity = factory.getKeyManagers();
    } catch (GeneralSecurityException e) {
      throw new IOException("the key in %s cannot be used".formatted(pkcs12), e);
    }
  }

  void trustEverybody() {
    everybody = true;
  }

  SSLContext context(X509TrustManager manager) throws IOException {
    try {
      var made = SSLContext.getInstance("TLS");
      made.init(identity, new TrustManager[] {manager}, null);
      return made;
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS cannot be set up", e);
    }
  }

  X509TrustManager trustManager() throws IOException {
    if (everybody) {
      LOG.log(Level.WARNING, "TLS trusts everybody: certificates are not checked");
      return new TrustEverybody();
    }
    return ofStore(trusted);
  }

  // Without a store, the certificate authorities of the JDK.
  private static X509TrustManager ofStore(@Nullable KeyStore store) throws IOException {
    try {
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509TrustManager x509) {
          return x509;
        }
      }
      throw new IOException("this JDK has no trust manager for X.509 certificates");
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificates to trust cannot be used", e);
    }
  }
}
