package dev.spinet.socket.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A certificate authority that lives as long as a test, made with the JDK's keytool: no key is ever
 * committed. Its server is called {@value #SERVER_NAME}, and has the addresses of this machine's
 * loopback on every attachment.
 */
public final class TestAuthority {

  /** The name in the server's certificates. */
  public static final String SERVER_NAME = "server.test";

  /** A server that everything is right with. */
  public static final String SERVER = "server";

  /** A client with a certificate of the authority. */
  public static final String CLIENT = "client";

  /** A server whose certificate was good for five days, five days ago. */
  public static final String EXPIRED = "expired";

  /** A server that vouches for itself. */
  public static final String SELF_SIGNED = "selfsigned";

  private static final String PASSWORD = "for-this-test-only";
  private static final String NAMES =
      "san=dns:" + SERVER_NAME + ",dns:localhost,ip:127.0.0.1,ip:10.0.2.2";
  private static final long PATIENCE_SECONDS = 60;

  private static @Nullable TestAuthority shared;

  private final Path folder;
  private final Path all;

  private TestAuthority(Path folder) {
    this.folder = folder;
    this.all = folder.resolve("all.p12");
  }

  /**
   * The authority that tests of this process share: making one takes keytool some seconds.
   *
   * @return the same authority at every call
   */
  public static synchronized TestAuthority shared() throws Exception {
    TestAuthority known = shared;
    if (known == null) {
      Path folder = Files.createTempDirectory("spinet-test-authority");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      known = in(folder);
      shared = known;
    }
    return known;
  }

  private static void delete(Path folder) {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Makes the authority and its certificates.
   *
   * @param folder an empty folder
   * @return the authority
   */
  public static TestAuthority in(Path folder) throws Exception {
    var authority = new TestAuthority(folder);
    authority.keytool("ca", "-dname", "CN=Test CA", "-ext", "bc:c", "-validity", "10");
    authority.keytool("otherca", "-dname", "CN=Other CA", "-ext", "bc:c", "-validity", "10");
    authority.signed(SERVER, "-ext", NAMES, "-validity", "10");
    authority.signed(CLIENT, "-ext", "eku=clientAuth", "-validity", "10");
    authority.signed(EXPIRED, "-ext", NAMES, "-startdate", "-10d", "-validity", "5");
    authority.keytool(SELF_SIGNED, "-dname", "CN=" + SELF_SIGNED, "-ext", NAMES, "-validity", "10");
    return authority;
  }

  private void signed(String alias, String... arguments) throws Exception {
    var more = new ArrayList<>(List.of("-dname", "CN=" + alias, "-signer", "ca"));
    more.addAll(List.of(arguments));
    keytool(alias, more.toArray(String[]::new));
  }

  private void keytool(String alias, String... arguments) throws Exception {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-keystore",
                all.toString(),
                "-storepass",
                PASSWORD));
    command.addAll(List.of(arguments));
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "keytool takes too long");
    assertEquals(0, process.exitValue(), Files.readString(folder.resolve("keytool.log")));
  }

  /** The password of {@link #identity}. */
  public char[] password() {
    return PASSWORD.toCharArray();
  }

  /** The certificate of the authority, in PEM. */
  public Path certificate() throws IOException, GeneralSecurityException {
    return pem("ca");
  }

  /** The certificate of another authority, which has signed nothing here. */
  public Path otherCertificate() throws IOException, GeneralSecurityException {
    return pem("otherca");
  }

  /** One's own certificate, in PEM. */
  public Path pem(String alias) throws IOException, GeneralSecurityException {
    byte[] der = load().getCertificate(alias).getEncoded();
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    String text = "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n".formatted(base64);
    return Files.writeString(folder.resolve(alias + ".pem"), text, StandardCharsets.US_ASCII);
  }

  /** A key with its certificates, alone in a PKCS #12 file. */
  public Path identity(String alias) throws IOException, GeneralSecurityException {
    KeyStore from = load();
    Key key = from.getKey(alias, password());
    Certificate[] chain = from.getCertificateChain(alias);
    var one = KeyStore.getInstance("PKCS12");
    one.load(null, null);
    one.setKeyEntry(alias, key, password(), chain);
    Path file = folder.resolve(alias + ".p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      one.store(out, password());
    }
    return file;
  }

  /** A context of the JDK's for the other end: it trusts the authority and shows an identity. */
  public SSLContext context(String alias) throws IOException, GeneralSecurityException {
    var identity = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(identity(alias))) {
      identity.load(in, password());
    }
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(identity, password());
    var certificates = KeyStore.getInstance("PKCS12");
    certificates.load(null, null);
    certificates.setCertificateEntry("ca", load().getCertificate("ca"));
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(certificates);
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private KeyStore load() throws IOException, GeneralSecurityException {
    var store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(all)) {
      store.load(in, password());
    }
    return store;
  }
}
