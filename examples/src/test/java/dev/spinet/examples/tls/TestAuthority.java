package dev.spinet.examples.tls;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * A certificate authority that exists as long as this JVM, made with the JDK's keytool. No key of
 * it is in the repository.
 */
public final class TestAuthority {

  /** What the keystores of {@link #writeKeyStore} are locked with. */
  public static final String PASSWORD = "only-for-tests";

  /** A name that the good server's certificate has, beside the addresses of its machine. */
  public static final String NAME = "web.field";

  private static final String AUTHORITY = "authority";
  private static final String SERVER = "server";
  private static final String STRANGER = "stranger";
  private static final long KEYTOOL_SECONDS = 60;

  private static final class Holder {
    static final TestAuthority INSTANCE = make();
  }

  private final KeyStore store;

  private TestAuthority(KeyStore store) {
    this.store = store;
  }

  /**
   * The authority of this JVM; it is made at the first call.
   *
   * @return always the same
   */
  public static TestAuthority get() {
    return Holder.INSTANCE;
  }

  private static TestAuthority make() {
    try {
      var directory = Files.createTempDirectory("spinet-authority-");
      try {
        var file = directory.resolve("keys.p12");
        keytool(file, AUTHORITY, "CN=Authority of a test", "-ext", "bc:c");
        keytool(
            file,
            SERVER,
            "CN=Server of a test",
            "-signer",
            AUTHORITY,
            "-ext",
            "san=ip:127.0.0.1,ip:10.0.2.2,ip:10.0.2.15,dns:localhost,dns:" + NAME);
        keytool(
            file,
            STRANGER,
            "CN=Another server",
            "-signer",
            AUTHORITY,
            "-ext",
            "san=dns:elsewhere.field");
        return new TestAuthority(KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray()));
      } finally {
        delete(directory);
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError("cannot make the certificates of the tests", e);
    }
  }

  private static void keytool(Path file, String alias, String name, String... options)
      throws IOException {
    var words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD,
                "-alias",
                alias,
                "-dname",
                name));
    words.addAll(Arrays.asList(options));
    var process = new ProcessBuilder(words).redirectErrorStream(true).start();
    try (var output = process.inputReader()) {
      var said = String.join("\n", output.readAllLines());
      if (!process.waitFor(KEYTOOL_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException("keytool failed: " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while keytool ran", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static void delete(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /**
   * What a client needs that trusts this authority and nobody else.
   *
   * @return the certificates to trust
   */
  public X509TrustManager trust() {
    try {
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(trusted());
      return (X509TrustManager) factory.getTrustManagers()[0];
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError("cannot make a trust manager", e);
    }
  }

  /**
   * A client's context that trusts this authority and nobody else.
   *
   * @return the context
   */
  public SSLContext clients() {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, new X509TrustManager[] {trust()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("cannot make a context", e);
    }
  }

  /**
   * A server's context with the good certificate.
   *
   * @return the context
   */
  public SSLContext servers() {
    try {
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(only(SERVER), PASSWORD.toCharArray());
      var context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError("cannot make a context", e);
    }
  }

  /**
   * Writes the good certificate and its key for a server that is no Java program.
   *
   * @param directory gets {@code server.pem} and {@code server.key}
   * @throws IOException if that fails
   */
  public void writeServer(Path directory) throws IOException {
    write(directory, SERVER, SERVER);
  }

  /**
   * Writes a certificate of this authority for another host, as {@code server.pem} and {@code
   * server.key}.
   *
   * @param directory gets the files
   * @throws IOException if that fails
   */
  public void writeStranger(Path directory) throws IOException {
    write(directory, STRANGER, SERVER);
  }

  /**
   * Writes the good certificate and its key for a server that is a Java program.
   *
   * @param file a PKCS #12 file, locked with {@link #PASSWORD}
   * @throws IOException if that fails
   */
  public void writeKeyStore(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      only(SERVER).store(out, PASSWORD.toCharArray());
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /**
   * Writes what a Java program needs that trusts this authority and nobody else.
   *
   * @param file a PKCS #12 file, locked with {@link #PASSWORD}
   * @throws IOException if that fails
   */
  public void writeTrustStore(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      trusted().store(out, PASSWORD.toCharArray());
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private KeyStore trusted() throws GeneralSecurityException, IOException {
    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(AUTHORITY, store.getCertificate(AUTHORITY));
    return trusted;
  }

  private KeyStore only(String alias) throws GeneralSecurityException, IOException {
    var one = KeyStore.getInstance("PKCS12");
    one.load(null, null);
    var password = PASSWORD.toCharArray();
    one.setKeyEntry(
        alias, store.getKey(alias, password), password, store.getCertificateChain(alias));
    return one;
  }

  private void write(Path directory, String alias, String name) throws IOException {
    try {
      var chain = new StringBuilder();
      for (Certificate certificate : store.getCertificateChain(alias)) {
        chain.append(pem("CERTIFICATE", certificate.getEncoded()));
      }
      Files.writeString(directory.resolve(name + ".pem"), chain);
      var key = store.getKey(alias, PASSWORD.toCharArray());
      Files.writeString(directory.resolve(name + ".key"), pem("PRIVATE KEY", key.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private static String pem(String what, byte[] encoded) {
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(
            what, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded), what);
  }
}
