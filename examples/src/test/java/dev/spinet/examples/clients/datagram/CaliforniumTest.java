package dev.spinet.examples.clients.datagram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.examples.board.Network;
import dev.spinet.examples.board.Sockets;
import dev.spinet.examples.server.CoapServer;
import dev.spinet.examples.server.RealServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.CoapClient;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.UDPConnector;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.UdpConfig;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Eclipse Californium as a CoAP client, with libcoap's server. */
@Timeout(60)
class CaliforniumTest {

  private static final long PATIENCE_MILLIS = 20_000;
  private static final int SHORT_MILLIS = 200;

  /** More than fits one datagram, so that it is sent and fetched in blocks. */
  private static final String LONG_TEXT =
      "All work and no play makes Jack a dull boy.\n".repeat(90);

  /** A connector on a socket of a network instead of the machine's own. */
  private static final class NetworkConnector extends UDPConnector {

    private final Network network;

    NetworkConnector(Network network, Configuration configuration) {
      super(new InetSocketAddress(0), configuration);
      this.network = network;
    }

    @Override
    public synchronized void start() throws IOException {
      if (!running) {
        init(network.datagramSocket(0));
      }
    }
  }

  @BeforeAll
  static void register() {
    CoapConfig.register();
    UdpConfig.register();
  }

  private static Configuration configuration() {
    // One thread each way is enough; more would want several sockets.
    return Configuration.createStandardWithoutFile()
        .set(UdpConfig.UDP_RECEIVER_THREAD_COUNT, 1)
        .set(UdpConfig.UDP_SENDER_THREAD_COUNT, 1);
  }

  private static CoapEndpoint endpoint(Network network, Configuration configuration) {
    return CoapEndpoint.builder()
        .setConfiguration(configuration)
        .setConnector(new NetworkConnector(network, configuration))
        .build();
  }

  private static CoapClient client(
      CoapEndpoint endpoint, Network network, RealServer server, String path) {
    var client = new CoapClient("coap://%s:%d/%s".formatted(network.host(), server.port(), path));
    client.setEndpoint(endpoint);
    client.setTimeout(PATIENCE_MILLIS);
    return client;
  }

  @ParameterizedTest
  @EnumSource
  void getsAndPuts(Sockets sockets) throws Exception {
    try (var server = CoapServer.start();
        var network = sockets.open()) {
      var endpoint = endpoint(network, configuration());
      try {
        var time = client(endpoint, network, server, "time").get();
        assertEquals(ResponseCode.CONTENT, time.getCode());
        assertTrue(time.getResponseText().matches(".* [0-9]{2}:[0-9]{2}:[0-9]{2}"), time::toString);

        var data = client(endpoint, network, server, "example_data");
        var answer = data.put(LONG_TEXT, MediaTypeRegistry.TEXT_PLAIN);
        assertTrue(answer.isSuccess(), answer::toString);
        assertEquals(LONG_TEXT, data.get().getResponseText());

        var nothing = client(endpoint, network, server, "nothing").get();
        assertEquals(ResponseCode.NOT_FOUND, nothing.getCode());
      } finally {
        endpoint.destroy();
      }
      network.assertNothingOpen();
    }
  }

  @ParameterizedTest
  @EnumSource
  void saysThatTheServerIsSilentAndAsksAgain(Sockets sockets) throws Exception {
    try (var server = CoapServer.start();
        var network = sockets.open()) {
      var hasty =
          configuration()
              .set(CoapConfig.ACK_TIMEOUT, SHORT_MILLIS, TimeUnit.MILLISECONDS)
              .set(CoapConfig.MAX_RETRANSMIT, 1);
      var endpoint = endpoint(network, hasty);
      try {
        var client = client(endpoint, network, server, "time");
        server.pause();
        assertNull(client.get()); // as documented for a time-out
        server.resume();
        assertEquals(ResponseCode.CONTENT, client.get().getCode());
      } finally {
        endpoint.destroy();
      }
      network.assertNothingOpen();
    }
  }
}
