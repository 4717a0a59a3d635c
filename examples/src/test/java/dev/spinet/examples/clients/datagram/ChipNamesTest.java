package dev.spinet.examples.clients.datagram;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.spinet.examples.board.ChipNetwork;
import dev.spinet.examples.server.Dnsmasq;
import dev.spinet.examples.server.Nginx;
import dev.spinet.examples.server.RealServer;
import dev.spinet.socket.Eth;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Names that only a name server on the chip's network knows, with dnsmasq as that server. */
@Timeout(60)
class ChipNamesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final String NAME = "web.field";

  private static RealServer nameServer() throws Exception {
    return Dnsmasq.start("--local=/#/", "--address=/" + NAME + "/10.0.2.2");
  }

  private static ChipNetwork network(RealServer nameServer) throws Exception {
    return ChipNetwork.open(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), nameServer.port()));
  }

  @Test
  void theChipFindsThem() throws Exception {
    try (var server = nameServer();
        var network = network(server)) {
      var eth = network.driver();
      assertEquals("10.0.2.2", eth.gethostbyname(NAME, PATIENCE).getHostAddress());
      var unknown =
          assertThrows(
              UnknownHostException.class, () -> eth.gethostbyname("nobody.field", PATIENCE));
      assertEquals(true, String.valueOf(unknown.getMessage()).contains("nobody.field"));
      network.assertNothingOpen();
    }
  }

  @Test
  void theChipSaysThatTheServerIsSilent() throws Exception {
    try (var server = nameServer();
        var network = network(server)) {
      var eth = network.driver();
      server.pause();
      assertThrows(SocketTimeoutException.class, () -> eth.gethostbyname(NAME, SHORT));
      server.resume();
      assertEquals("10.0.2.2", eth.gethostbyname(NAME, PATIENCE).getHostAddress());
      network.assertNothingOpen();
    }
  }

  /** The only exception that OkHttp expects is the one for names that do not exist. */
  private static InetAddress find(Eth eth, String host) throws UnknownHostException {
    try {
      return eth.gethostbyname(host);
    } catch (UnknownHostException e) {
      throw e;
    } catch (IOException e) {
      var failure = new UnknownHostException(e.getMessage());
      failure.initCause(e);
      throw failure;
    }
  }

  @Test
  void okHttpAsksTheChip() throws Exception {
    var page = "Hello World!\n".getBytes(StandardCharsets.UTF_8);
    try (var names = nameServer();
        var server =
            Nginx.start("", "", directory -> Files.write(directory.resolve("hello"), page));
        var network = network(names)) {
      var eth = network.driver();
      var client =
          new OkHttpClient.Builder()
              .socketFactory(network.sockets())
              .dns(host -> List.of(find(eth, host)))
              .build();
      var request = new Request.Builder();
      var url = "http://%s:" + server.port() + "/hello";
      try (var response = client.newCall(request.url(url.formatted(NAME)).build()).execute()) {
        assertArrayEquals(page, response.body().bytes());
      }
      var unknown = request.url(url.formatted("nobody.field")).build();
      assertInstanceOf(
          UnknownHostException.class,
          assertThrows(Exception.class, () -> client.newCall(unknown).execute().close()));
      client.connectionPool().evictAll();
      client.dispatcher().executorService().shutdown();
      network.assertNothingOpen();
    }
  }
}
