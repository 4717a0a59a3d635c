package dev.spinet.examples.clients.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.spinet.drivers.w5500.W5500;
import dev.spinet.examples.board.ChipNetwork;
import dev.spinet.examples.server.Nginx;
import dev.spinet.examples.server.RealServer;
import dev.spinet.socket.net.SpinetSocketFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Dns;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SchemePortResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The web clients as docs/clients.md shows them. */
@Timeout(60)
class DocumentedWebTest {

  private static final String TEXT = "Hello World!\n";

  private static RealServer server() throws Exception {
    return Nginx.start("", "", directory -> Files.writeString(directory.resolve("hello"), TEXT));
  }

  private static String url(ChipNetwork network, RealServer server) {
    return "http://%s:%d/hello".formatted(network.host(), server.port());
  }

  @Test
  void okHttp() throws Exception {
    try (var server = server();
        var network = ChipNetwork.open()) {
      W5500 eth = network.driver();
      String url = url(network, server);
      var client =
          new OkHttpClient.Builder()
              .socketFactory(new SpinetSocketFactory(eth))
              .dns(new ChipDns(eth))
              .connectionPool(new ConnectionPool(2, 1, TimeUnit.MINUTES))
              .build();
      try (var response = client.newCall(new Request.Builder().url(url).build()).execute()) {
        assertEquals(TEXT, response.body().string());
      }
      client.connectionPool().evictAll();
      client.dispatcher().executorService().shutdown();
      network.assertNothingOpen();
    }
  }

  record ChipDns(W5500 eth) implements Dns {
    @Override
    public List<InetAddress> lookup(String host) throws UnknownHostException {
      try {
        return List.of(eth.gethostbyname(host));
      } catch (UnknownHostException e) {
        throw e;
      } catch (IOException e) {
        throw new UnknownHostException(host + ": " + e.getMessage());
      }
    }
  }

  @Test
  void httpClient5() throws Exception {
    try (var server = server();
        var network = ChipNetwork.open()) {
      W5500 eth = network.driver();
      String url = url(network, server);
      var sockets = new SpinetSocketFactory(eth);
      var connections =
          new PoolingHttpClientConnectionManagerBuilder() {
            @Override
            protected HttpClientConnectionOperator createConnectionOperator(
                SchemePortResolver ports, DnsResolver dns, TlsSocketStrategy tls) {
              var https =
                  RegistryBuilder.<TlsSocketStrategy>create().register("https", tls).build();
              return new DefaultHttpClientConnectionOperator(
                  proxy -> sockets.createSocket(), ports, dns, https);
            }
          };
      connections.setMaxConnTotal(4);
      try (var client = HttpClients.custom().setConnectionManager(connections.build()).build()) {
        assertEquals(
            TEXT,
            client.execute(
                new HttpGet(url), response -> EntityUtils.toString(response.getEntity())));
      }
      network.assertNothingOpen();
    }
  }
}
