package dev.spinet.examples.clients.web;

import dev.spinet.examples.server.Nginx;
import dev.spinet.examples.server.RealServer;
import dev.spinet.examples.tls.TestAuthority;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

/** nginx with something to download, and a place for uploads. */
final class WebServer {

  static final String DOWNLOAD = "/random.bin";

  /** The same at 256 KiB a second, so that there is time to interfere. */
  static final String SLOW_DOWNLOAD = "/slow/random.bin";

  static final String UPLOAD = "/upload/new.bin";
  static final int SIZE = 10 << 20;

  private static final String PLACES =
      """
      location /slow/ { rewrite ^/slow(/.*)$ $1 break; limit_rate 256k; }
      location /upload/ { dav_methods PUT; create_full_put_path on; }
      """;
  private static final String KEYS =
      """
      ssl_certificate server.pem;
      ssl_certificate_key server.key;
      """;

  private WebServer() {}

  static RealServer http() throws Exception {
    return Nginx.start(PLACES, "", WebServer::fill);
  }

  static RealServer https() throws Exception {
    return Nginx.start(
        PLACES + KEYS,
        "ssl http2",
        directory -> {
          fill(directory);
          TestAuthority.get().writeServer(directory);
        });
  }

  /** With the certificate of another host. */
  static RealServer stranger() throws Exception {
    return Nginx.start(KEYS, "ssl", directory -> TestAuthority.get().writeStranger(directory));
  }

  private static void fill(Path directory) throws IOException {
    Files.write(directory.resolve(DOWNLOAD.substring(1)), random(directory.hashCode()));
    var uploads = Files.createDirectory(directory.resolve("upload"));
    // The server is another user.
    Files.setPosixFilePermissions(uploads, PosixFilePermissions.fromString("rwxrwxrwx"));
  }

  static byte[] random(long seed) {
    var bytes = new byte[SIZE];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static String sha256(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return sha256(in);
    }
  }

  static String sha256(InputStream in) throws IOException {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var chunk = new byte[16 << 10];
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        digest.update(chunk, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
