package dev.spinet.examples.clients.datagram;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.spinet.drivers.w5500.W5500;
import dev.spinet.examples.board.ChipNetwork;
import dev.spinet.examples.server.Chrony;
import dev.spinet.examples.server.CoapServer;
import dev.spinet.socket.net.SpinetDatagramSocketFactory;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import org.apache.commons.net.DatagramSocketFactory;
import org.apache.commons.net.ntp.NTPUDPClient;
import org.eclipse.californium.core.CoapClient;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.UDPConnector;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.UdpConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The clients of datagram protocols as docs/clients.md shows them. */
@Timeout(60)
class DocumentedDatagramTest {

  record ChipDatagrams(SpinetDatagramSocketFactory sockets) implements DatagramSocketFactory {
    @Override
    public DatagramSocket createDatagramSocket() throws SocketException {
      return sockets.createDatagramSocket();
    }

    @Override
    public DatagramSocket createDatagramSocket(int port) throws SocketException {
      return sockets.createDatagramSocket(port);
    }

    @Override
    public DatagramSocket createDatagramSocket(int port, InetAddress address)
        throws SocketException {
      return sockets.createDatagramSocket(port, address);
    }
  }

  @Test
  void ntp() throws Exception {
    try (var server = Chrony.start();
        var network = ChipNetwork.open()) {
      W5500 eth = network.driver();
      String host = network.host();
      int port = server.port();
      try (var ntp = new NTPUDPClient()) {
        ntp.setDatagramSocketFactory(new ChipDatagrams(new SpinetDatagramSocketFactory(eth)));
        ntp.setDefaultTimeout(Duration.ofSeconds(5));
        var time = ntp.getTime(eth.gethostbyname(host), port);
        time.computeDetails();
        assertEquals(Chrony.STRATUM, time.getMessage().getStratum());
      }
      network.assertNothingOpen();
    }
  }

  static final class ChipConnector extends UDPConnector {
    private final W5500 eth;

    ChipConnector(W5500 eth, Configuration configuration) {
      super(new InetSocketAddress(0), configuration);
      this.eth = eth;
    }

    @Override
    public synchronized void start() throws IOException {
      if (!running) {
        init(new SpinetDatagramSocketFactory(eth).createDatagramSocket());
      }
    }
  }

  @Test
  void coap() throws Exception {
    CoapConfig.register();
    UdpConfig.register();
    try (var server = CoapServer.start();
        var network = ChipNetwork.open()) {
      W5500 eth = network.driver();
      String uri = "coap://%s:%d/time".formatted(network.host(), server.port());
      var configuration = Configuration.createStandardWithoutFile();
      var endpoint =
          CoapEndpoint.builder()
              .setConfiguration(configuration)
              .setConnector(new ChipConnector(eth, configuration))
              .build();
      var client = new CoapClient(uri);
      client.setEndpoint(endpoint);
      var answer = client.get();
      assertEquals(ResponseCode.CONTENT, answer.getCode());
      endpoint.destroy();
      network.assertNothingOpen();
    }
  }
}
