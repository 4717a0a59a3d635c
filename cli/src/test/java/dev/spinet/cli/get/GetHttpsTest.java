package dev.spinet.cli.get;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.spinet.cli.Captured;
import dev.spinet.cli.Tool;
import dev.spinet.cli.device.Devices;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** spinet get over TLS, from the JDK's own server. */
@Timeout(120)
final class GetHttpsTest {

  private static final String PASSWORD = "changeit";

  @TempDir private static Path authority;
  @TempDir private Path temporary;
  private final HttpsServer server;
  private final Captured pipe = Captured.pipe();

  GetHttpsTest() throws Exception {
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeAll
  static void makeKeys() throws Exception {
    keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=x", "-ext", "san=ip:10.0.2.2");
    keytool("-exportcert", "-rfc", "-file", authority.resolve("ca.pem").toString());
  }

  private static Path keys() {
    return authority.resolve("keys.p12");
  }

  @BeforeEach
  void start() throws Exception {
    var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(
        KeyStore.getInstance(keys().toFile(), PASSWORD.toCharArray()), PASSWORD.toCharArray());
    var context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            byte[] body = "over TLS".getBytes(StandardCharsets.UTF_8);
            boolean down = exchange.getRequestURI().getPath().equals("/down");
            if (down) {
              exchange.getResponseHeaders().add("Location", "http://10.0.2.2/");
            }
            exchange.sendResponseHeaders(down ? 302 : 200, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static void keytool(String what, String... more) throws Exception {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                what,
                "-alias",
                "server",
                "-keystore",
                keys().toString(),
                "-storepass",
                PASSWORD));
    command.addAll(List.of(more));
    Tool.run(authority, command.toArray(String[]::new));
  }

  private int get(String path, String... more) {
    var words =
        new ArrayList<>(
            List.of("get", "--device=sim:w5500", "-o", temporary.resolve("file").toString()));
    words.addAll(List.of(more));
    words.add("https://10.0.2.2:%d%s".formatted(server.getAddress().getPort(), path));
    return pipe.run(Devices::open, words.toArray(String[]::new));
  }

  @Test
  void trustsWhomItIsTold() throws Exception {
    assertEquals(0, get("/", "--cacert", authority.resolve("ca.pem").toString()), pipe.err());
    assertEquals("over TLS", Files.readString(temporary.resolve("file")));
  }

  @Test
  void trustsNobodyElse() {
    assertEquals(4, get("/"), pipe.err());
    assertTrue(pipe.err().contains("no TLS with 10.0.2.2:"), pipe.err());
    assertFalse(Files.exists(temporary.resolve("file")));
  }

  @Test
  void staysOnTls() {
    assertEquals(4, get("/down", "--cacert", authority.resolve("ca.pem").toString()));
    assertTrue(pipe.err().contains("leads from https to http://10.0.2.2/"), pipe.err());
  }
}
