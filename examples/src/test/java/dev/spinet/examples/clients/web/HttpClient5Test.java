package dev.spinet.examples.clients.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.spinet.examples.board.Network;
import dev.spinet.examples.board.Sockets;
import dev.spinet.examples.server.RealServer;
import dev.spinet.examples.tls.TestAuthority;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.client5.http.SchemePortResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPut;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Apache HttpClient 5, given a factory of detached sockets and every option it has for them. */
@Tag("slow")
@org.junit.jupiter.api.Timeout(120)
class HttpClient5Test {

  private static final Timeout PATIENCE = Timeout.ofSeconds(20);
  private static final Timeout SHORT = Timeout.ofSeconds(1);
  private static final int BUFFER = 4096;

  /** Makes connections with sockets of a factory, otherwise as the builder would. */
  private static PoolingHttpClientConnectionManagerBuilder connections(SocketFactory sockets) {
    return new PoolingHttpClientConnectionManagerBuilder() {
      @Override
      protected HttpClientConnectionOperator createConnectionOperator(
          SchemePortResolver ports, DnsResolver dns, TlsSocketStrategy tls) {
        var byScheme = RegistryBuilder.<TlsSocketStrategy>create().register("https", tls).build();
        return new DefaultHttpClientConnectionOperator(
            proxy -> sockets.createSocket(), ports, dns, byScheme);
      }
    };
  }

  private static PoolingHttpClientConnectionManager manager(
      Network network, SSLContext tls, Timeout patience) {
    return connections(network.sockets())
        .setTlsSocketStrategy(new DefaultClientTlsStrategy(tls))
        .setDefaultSocketConfig(
            SocketConfig.custom()
                .setSoTimeout(patience)
                .setTcpNoDelay(true)
                .setSoKeepAlive(true)
                .setSoReuseAddress(true)
                .setSoLinger(TimeValue.ofSeconds(2))
                .setSndBufSize(BUFFER)
                .setRcvBufSize(BUFFER)
                .build())
        .setDefaultConnectionConfig(
            ConnectionConfig.custom()
                .setConnectTimeout(PATIENCE)
                .setSocketTimeout(patience)
                .build())
        .build();
  }

  private static CloseableHttpClient client(PoolingHttpClientConnectionManager manager) {
    return HttpClients.custom().setConnectionManager(manager).disableAutomaticRetries().build();
  }

  private static String at(String scheme, Network network, RealServer server, String path) {
    return "%s://%s:%d%s".formatted(scheme, network.host(), server.port(), path);
  }

  @ParameterizedTest
  @EnumSource
  void downloadsAndUploadsOverOneConnection(Sockets sockets) throws Exception {
    try (var server = WebServer.http();
        var network = sockets.open()) {
      transfer("http", server, network);
    }
  }

  @ParameterizedTest
  @EnumSource
  void downloadsAndUploadsByHttps(Sockets sockets) throws Exception {
    try (var server = WebServer.https();
        var network = sockets.open()) {
      transfer("https", server, network);
    }
  }

  private static void transfer(String scheme, RealServer server, Network network) throws Exception {
    var manager = manager(network, TestAuthority.get().clients(), PATIENCE);
    try (var client = client(manager)) {
      String served = WebServer.sha256(server.directory().resolve(WebServer.DOWNLOAD.substring(1)));
      var get = new HttpGet(at(scheme, network, server, WebServer.DOWNLOAD));
      assertEquals(
          served,
          client.execute(get, response -> WebServer.sha256(response.getEntity().getContent())));

      var bytes = WebServer.random(11);
      var put = new HttpPut(at(scheme, network, server, WebServer.UPLOAD));
      put.setEntity(new ByteArrayEntity(bytes, ContentType.APPLICATION_OCTET_STREAM));
      assertEquals(201, (int) client.execute(put, response -> response.getCode()));
      assertEquals(
          WebServer.sha256(new ByteArrayInputStream(bytes)),
          WebServer.sha256(server.directory().resolve(WebServer.UPLOAD.substring(1))));
      // The connection of both, and there was no other.
      assertEquals(1, manager.getTotalStats().getAvailable());
    }
    network.assertNothingOpen();
  }

  @ParameterizedTest
  @EnumSource
  void saysThatTheServerDied(Sockets sockets) throws Exception {
    try (var server = WebServer.http();
        var network = sockets.open()) {
      var get = new HttpGet(at("http", network, server, WebServer.SLOW_DOWNLOAD));
      try (var client = client(manager(network, TestAuthority.get().clients(), PATIENCE))) {
        var failure =
            assertThrows(
                IOException.class,
                () ->
                    client.execute(
                        get,
                        response -> {
                          var body = response.getEntity().getContent();
                          assertEquals(100_000, body.readNBytes(100_000).length);
                          server.kill();
                          return body.readAllBytes();
                        }));
        assertEquals(true, isEnd(failure), failure::toString);
        assertThrows(
            HttpHostConnectException.class,
            () -> client.execute(get, response -> EntityUtils.toByteArray(response.getEntity())));
      }
      network.assertNothingOpen();
    }
  }

  /**
   * A kernel ends a dead program's connection in order, or by a reset if there was data to read.
   */
  private static boolean isEnd(IOException failure) {
    return failure instanceof ConnectionClosedException
        || failure instanceof java.net.SocketException;
  }

  @ParameterizedTest
  @EnumSource
  void saysThatTheServerIsSilent(Sockets sockets) throws Exception {
    try (var server = WebServer.http();
        var network = sockets.open()) {
      server.pause();
      var get = new HttpGet(at("http", network, server, WebServer.DOWNLOAD));
      try (var client = client(manager(network, TestAuthority.get().clients(), SHORT))) {
        assertThrows(SocketTimeoutException.class, () -> client.execute(get, response -> response));
      }
      network.assertNothingOpen();
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesAnAuthorityItDoesNotKnow(Sockets sockets) throws Exception {
    try (var server = WebServer.https();
        var network = sockets.open()) {
      var get = new HttpGet(at("https", network, server, WebServer.DOWNLOAD));
      try (var client = client(manager(network, SSLContext.getDefault(), PATIENCE))) {
        assertThrows(SSLHandshakeException.class, () -> client.execute(get, response -> response));
      }
      network.assertNothingOpen();
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesTheCertificateOfAnotherHost(Sockets sockets) throws Exception {
    try (var server = WebServer.stranger();
        var network = sockets.open()) {
      var get = new HttpGet(at("https", network, server, "/"));
      try (var client = client(manager(network, TestAuthority.get().clients(), PATIENCE))) {
        assertThrows(SSLHandshakeException.class, () -> client.execute(get, response -> response));
      }
      network.assertNothingOpen();
    }
  }
}
