package dev.spinet.examples.clients.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.spinet.examples.board.ChipNetwork;
import dev.spinet.examples.board.Network;
import dev.spinet.examples.board.Sockets;
import dev.spinet.examples.server.Mosquitto;
import dev.spinet.examples.server.RealServer;
import dev.spinet.examples.tls.TestAuthority;
import dev.spinet.socket.net.SpinetSocketFactory;
import dev.spinet.socket.tls.TlsOptions;
import dev.spinet.socket.tls.TlsSocketFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import javax.net.ssl.SSLException;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** MQTT over TLS, with Mosquitto as the broker. */
@Tag("slow")
@Timeout(value = 90, threadMode = ThreadMode.SEPARATE_THREAD)
class PahoTlsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** The JDK's own TLS on its own sockets; ours on the chip's. */
  private static SocketFactory tls(Network network) throws IOException {
    var context = TestAuthority.get().clients();
    return network instanceof ChipNetwork
        ? TlsSocketFactory.over(network.sockets(), new TlsOptions().context(context))
        : context.getSocketFactory();
  }

  private static MqttClient client(Network network, RealServer broker) throws MqttException {
    return new MqttClient(
        "ssl://" + network.host() + ":" + broker.port(), "meter", new MemoryPersistence());
  }

  private static MqttConnectOptions options(Network network) throws IOException {
    var options = new MqttConnectOptions();
    options.setSocketFactory(tls(network));
    options.setConnectionTimeout((int) PATIENCE.toSeconds());
    return options;
  }

  @ParameterizedTest
  @EnumSource
  void exchangesMessages(Sockets sockets) throws Exception {
    try (var broker = Mosquitto.startTls(TestAuthority.get()::writeServer);
        var network = sockets.open()) {
      var arrived = new LinkedBlockingQueue<String>();
      try (var client = client(network, broker)) {
        client.connect(options(network));
        client.subscribe(
            "level", 1, (_, message) -> arrived.add(new String(message.getPayload(), UTF_8)));
        for (int i = 0; i < 50; i++) {
          client.publish("level", ("" + i).repeat(1_000).getBytes(UTF_8), 1, false);
          var text = arrived.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
          assertNotNull(text, "no message arrived");
          assertEquals(("" + i).repeat(1_000), text);
        }
        client.disconnect();
      }
      network.assertNothingOpen();
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesTheCertificateOfAnotherHost(Sockets sockets) throws Exception {
    try (var broker = Mosquitto.startTls(TestAuthority.get()::writeStranger);
        var network = sockets.open()) {
      try (var client = client(network, broker)) {
        var failure = assertThrows(MqttException.class, () -> client.connect(options(network)));
        assertInstanceOf(SSLException.class, failure.getCause());
      }
      network.assertNothingOpen();
    }
  }

  @Test
  void isSetUpAsDocumented() throws Exception {
    try (var broker = Mosquitto.startTls(TestAuthority.get()::writeServer);
        var network = ChipNetwork.open()) {
      var eth = network.driver();
      var authority = Files.createTempDirectory("spinet-authority-");
      TestAuthority.get().writeServer(authority); // the chain ends with the authority
      var caFile = authority.resolve("server.pem");
      try (var client = client(network, broker)) {
        var options = new MqttConnectOptions();
        var trust = new TlsOptions().trust(caFile);
        options.setSocketFactory(TlsSocketFactory.over(new SpinetSocketFactory(eth), trust));
        client.connect(options);
        client.disconnect();
      } finally {
        Files.delete(caFile);
        Files.delete(authority.resolve("server.key"));
        Files.delete(authority);
      }
      network.assertNothingOpen();
    }
  }
}
