package dev.spinet.examples.gateways;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.examples.Await;
import dev.spinet.examples.StatusPage;
import dev.spinet.examples.server.FreePort;
import dev.spinet.examples.tls.TestAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The status page, asked for by the JDK's HTTP client through a forwarded port. */
@Tag("slow")
@Timeout(120)
class StatusPageTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int BROWSERS = 4;

  private final int port = FreePort.find();
  private final HttpClient browser =
      HttpClient.newBuilder().sslContext(TestAuthority.get().clients()).build();
  private Program program;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    var keys = directory.resolve("page.p12");
    TestAuthority.get().writeKeyStore(keys);
    var password = Files.writeString(directory.resolve("password"), TestAuthority.PASSWORD);
    program =
        Program.start(
            StatusPage.class,
            "sim:w5500?forward=" + port + ":443",
            "443",
            keys.toString(),
            password.toString());
    program.awaitOutput("serving on port", 1);
  }

  @AfterEach
  void close() throws IOException {
    browser.close();
    program.close();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path)).timeout(PATIENCE);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return browser.send(request(path).build(), BodyHandlers.ofString());
  }

  private boolean isThere() throws Exception {
    try {
      return get("/").statusCode() == 200;
    } catch (IOException refused) {
      return false;
    }
  }

  @Test
  void showsTheGatewayAndEndsInOrder() throws Exception {
    for (int visit = 0; visit < 10; visit++) {
      var page = get("/");
      assertEquals(200, page.statusCode());
      assertTrue(page.body().contains("<td>10.0.2.15"), page::body);
      assertTrue(page.body().contains("W5500 on simulated SPI bus"), page::body);
    }
    assertEquals(404, get("/other").statusCode());
    var post = request("/").POST(HttpRequest.BodyPublishers.ofString("x")).build();
    assertEquals(405, browser.send(post, BodyHandlers.ofString()).statusCode());
    program.stop();
  }

  @Test
  void saysNothingWithoutTls() throws Exception {
    try (var plain = new Socket(InetAddress.getLoopbackAddress(), port)) {
      plain.setSoTimeout((int) PATIENCE.toMillis());
      plain.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      String answer;
      try {
        answer = new String(plain.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      } catch (SocketException reset) {
        answer = "";
      }
      assertEquals(-1, answer.indexOf("HTTP"), answer);
    }
    assertEquals(200, get("/").statusCode());
    program.stop();
  }

  @Test
  void isThereAgainAfterBrowsersThatSayNothing() throws Exception {
    var silent = new ArrayList<Socket>();
    try {
      for (int i = 0; i < BROWSERS; i++) {
        silent.add(new Socket(InetAddress.getLoopbackAddress(), port));
      }
      // A chip refuses those for whom it has no socket, and a browser is told to try again.
      Await.until("the page is there", PATIENCE, this::isThere);
    } finally {
      for (var socket : silent) {
        socket.close();
      }
    }
    program.stop();
  }
}
