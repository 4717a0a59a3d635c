package dev.spinet.examples.clients.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.examples.board.Network;
import dev.spinet.examples.board.Sockets;
import dev.spinet.examples.server.RealServer;
import dev.spinet.examples.tls.TestAuthority;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** OkHttp, given a socket factory and nothing else. */
@Tag("slow")
@Timeout(120)
class OkHttpTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofSeconds(1);

  private final AtomicInteger connections = new AtomicInteger();

  private OkHttpClient.Builder client(Network network) {
    return new OkHttpClient.Builder()
        .socketFactory(network.sockets())
        .connectTimeout(PATIENCE)
        .readTimeout(PATIENCE)
        .writeTimeout(PATIENCE)
        .retryOnConnectionFailure(false)
        .eventListener(
            new EventListener() {
              @Override
              public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
                connections.incrementAndGet();
              }
            });
  }

  private static OkHttpClient trusting(OkHttpClient.Builder builder) {
    var authority = TestAuthority.get();
    return builder
        .sslSocketFactory(authority.clients().getSocketFactory(), authority.trust())
        .build();
  }

  private static Request.Builder at(
      String scheme, Network network, RealServer server, String path) {
    return new Request.Builder()
        .url("%s://%s:%d%s".formatted(scheme, network.host(), server.port(), path));
  }

  private static void end(OkHttpClient client, Network network) throws Exception {
    client.connectionPool().evictAll();
    client.dispatcher().executorService().shutdown();
    network.assertNothingOpen();
  }

  @ParameterizedTest
  @EnumSource
  void downloadsAndUploadsOverOneConnection(Sockets sockets) throws Exception {
    try (var server = WebServer.http();
        var network = sockets.open()) {
      var client = client(network).build();
      download(client, at("http", network, server, WebServer.DOWNLOAD).build(), server);
      upload(client, at("http", network, server, WebServer.UPLOAD), server);
      download(client, at("http", network, server, WebServer.DOWNLOAD).build(), server);
      assertEquals(1, connections.get());
      end(client, network);
    }
  }

  @ParameterizedTest
  @EnumSource
  void downloadsAndUploadsByHttps(Sockets sockets) throws Exception {
    try (var server = WebServer.https();
        var network = sockets.open()) {
      var client = trusting(client(network));
      var protocol =
          download(client, at("https", network, server, WebServer.DOWNLOAD).build(), server);
      assertEquals(Protocol.HTTP_2, protocol);
      upload(client, at("https", network, server, WebServer.UPLOAD), server);
      assertEquals(1, connections.get());
      end(client, network);
    }
  }

  private static Protocol download(OkHttpClient client, Request request, RealServer server)
      throws IOException {
    try (var response = client.newCall(request).execute()) {
      assertEquals(200, response.code());
      assertEquals(WebServer.SIZE, response.body().contentLength());
      assertEquals(
          WebServer.sha256(server.directory().resolve(WebServer.DOWNLOAD.substring(1))),
          WebServer.sha256(response.body().byteStream()));
      return response.protocol();
    }
  }

  private static void upload(OkHttpClient client, Request.Builder request, RealServer server)
      throws IOException {
    var bytes = WebServer.random(7);
    var put = request.put(RequestBody.create(bytes)).build();
    try (var response = client.newCall(put).execute()) {
      assertTrue(response.isSuccessful(), response::toString);
    }
    assertEquals(
        WebServer.sha256(new ByteArrayInputStream(bytes)),
        WebServer.sha256(server.directory().resolve(WebServer.UPLOAD.substring(1))));
  }

  @ParameterizedTest
  @EnumSource
  void saysThatTheServerDied(Sockets sockets) throws Exception {
    try (var server = WebServer.http();
        var network = sockets.open()) {
      var client = client(network).build();
      var request = at("http", network, server, WebServer.SLOW_DOWNLOAD).build();
      try (var response = client.newCall(request).execute()) {
        var body = response.body().byteStream();
        assertEquals(100_000, body.readNBytes(100_000).length);
        server.kill();
        var failure = assertThrows(IOException.class, body::readAllBytes);
        // The end of the stream, or a reset: it depends on what was on its way.
        assertTrue(
            failure instanceof ProtocolException || failure instanceof SocketException,
            failure::toString);
      }
      assertThrows(ConnectException.class, () -> client.newCall(request).execute().close());
      end(client, network);
    }
  }

  @ParameterizedTest
  @EnumSource
  void saysThatTheServerIsSilent(Sockets sockets) throws Exception {
    try (var server = WebServer.http();
        var network = sockets.open()) {
      server.pause();
      var client = client(network).readTimeout(SHORT).build();
      var request = at("http", network, server, WebServer.DOWNLOAD).build();
      assertThrows(SocketTimeoutException.class, () -> client.newCall(request).execute().close());
      end(client, network);
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesAnAuthorityItDoesNotKnow(Sockets sockets) throws Exception {
    try (var server = WebServer.https();
        var network = sockets.open()) {
      var client = client(network).build();
      var request = at("https", network, server, WebServer.DOWNLOAD).build();
      assertThrows(SSLHandshakeException.class, () -> client.newCall(request).execute().close());
      end(client, network);
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesTheCertificateOfAnotherHost(Sockets sockets) throws Exception {
    try (var server = WebServer.stranger();
        var network = sockets.open()) {
      var client = trusting(client(network));
      var request = at("https", network, server, "/").build();
      var refusal =
          assertThrows(IOException.class, () -> client.newCall(request).execute().close());
      assertInstanceOf(SSLPeerUnverifiedException.class, refusal);
      end(client, network);
    }
  }
}
