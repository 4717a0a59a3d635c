package dev.spinet.examples.clients.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.examples.server.Nginx;
import dev.spinet.examples.server.RealServer;
import dev.spinet.examples.tls.TestAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/**
 * Pages with many pictures, as a browser gets them through a SOCKS proxy: several connections at a
 * time, kept and used again, over TLS.
 */
@Tag("slow")
@Timeout(value = 180, threadMode = ThreadMode.SEPARATE_THREAD)
class BrowserThroughSocksTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int PICTURES = 40;
  private static final int SIZE = 60_000;

  /** What browsers allow themselves for each host (HTTP/1.1). */
  private static final int BROWSERS_CONNECTIONS = 6;

  /** More than a chip has sockets. */
  private static final int GREEDY_CONNECTIONS = 16;

  private static final String KEYS =
      """
      ssl_certificate server.pem;
      ssl_certificate_key server.key;
      """;

  private final AtomicInteger connections = new AtomicInteger();

  private static byte[] picture(int number) {
    byte[] bytes = new byte[SIZE];
    new Random(number).nextBytes(bytes);
    return bytes;
  }

  private static void fill(Path directory) throws IOException {
    TestAuthority.get().writeServer(directory);
    for (int i = 0; i < PICTURES; i++) {
      Files.write(directory.resolve(i + ".png"), picture(i));
    }
  }

  private OkHttpClient client(RunningRelay relay) {
    var authority = TestAuthority.get();
    return new OkHttpClient.Builder()
        .proxy(
            new Proxy(
                Proxy.Type.SOCKS,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), relay.port())))
        .sslSocketFactory(authority.clients().getSocketFactory(), authority.trust())
        .protocols(List.of(Protocol.HTTP_1_1))
        .connectTimeout(PATIENCE)
        .readTimeout(PATIENCE)
        .eventListener(
            new EventListener() {
              @Override
              public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
                connections.incrementAndGet();
              }
            })
        .build();
  }

  private static boolean fetch(OkHttpClient client, RealServer server, int number)
      throws IOException {
    var request =
        new Request.Builder()
            .url("https://10.0.2.2:%d/%d.png".formatted(server.port(), number))
            .build();
    try (var response = client.newCall(request).execute()) {
      assertEquals(200, response.code());
      assertArrayEquals(picture(number), response.body().bytes());
      return true;
    }
  }

  /** Gets all pictures, so many at a time; gives how many came. Those that came are right. */
  private static int fetchAll(OkHttpClient client, RealServer server, int atATime)
      throws InterruptedException {
    var fetches = new ArrayList<Callable<Boolean>>();
    for (int i = 0; i < PICTURES; i++) {
      int number = i;
      fetches.add(() -> fetch(client, server, number));
    }
    int come = 0;
    try (var workers = Executors.newFixedThreadPool(atATime)) {
      for (Future<Boolean> fetch : workers.invokeAll(fetches)) {
        try {
          come += fetch.get() ? 1 : 0;
        } catch (ExecutionException e) {
          // What did not come has to say so.
          assertTrue(e.getCause() instanceof IOException, String.valueOf(e.getCause()));
        }
      }
    }
    return come;
  }

  private static void end(OkHttpClient client) {
    client.connectionPool().evictAll();
    client.dispatcher().executorService().shutdown();
  }

  @Test
  void getsAllPicturesOverFewConnections() throws Exception {
    try (var server = Nginx.start(KEYS, "ssl", BrowserThroughSocksTest::fill);
        var relay = RunningRelay.start("socks", "--device=sim:w5500", "--listen=0")) {
      var client = client(relay);
      assertEquals(PICTURES, fetchAll(client, server, BROWSERS_CONNECTIONS), relay::err);
      assertTrue(connections.get() <= BROWSERS_CONNECTIONS, "connections: " + connections);
      end(client);
    }
  }

  /** Who wants more than the chip has gets them one after another, if it does not keep them. */
  @Test
  void getsAllPicturesThoughTheChipHasFewerSockets() throws Exception {
    try (var server = Nginx.start(KEYS, "ssl", BrowserThroughSocksTest::fill);
        var relay =
            RunningRelay.start("socks", "--device=sim:w5500", "--listen=0", "--timeout=1min")) {
      var client =
          client(relay)
              .newBuilder()
              .connectionPool(new ConnectionPool(0, 1, TimeUnit.MILLISECONDS))
              .build();
      assertEquals(PICTURES, fetchAll(client, server, GREEDY_CONNECTIONS), relay::err);
      assertTrue(connections.get() > GREEDY_CONNECTIONS, "connections: " + connections);
      end(client);
    }
  }
}
