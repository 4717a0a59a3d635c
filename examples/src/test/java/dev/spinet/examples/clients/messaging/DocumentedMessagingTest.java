package dev.spinet.examples.clients.messaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.spinet.drivers.w5500.W5500;
import dev.spinet.examples.board.ChipNetwork;
import dev.spinet.examples.server.Mosquitto;
import dev.spinet.socket.net.SpinetSocketFactory;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** What docs/clients.md says about messaging clients. */
@Timeout(value = 90, threadMode = ThreadMode.SEPARATE_THREAD)
class DocumentedMessagingTest {

  private static final int PATIENCE_SECONDS = 20;

  private final BlockingQueue<String> arrived = new LinkedBlockingQueue<>();

  private void show(byte[] payload) {
    arrived.add(new String(payload, StandardCharsets.UTF_8));
  }

  private String shown() throws InterruptedException {
    var text = arrived.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertNotNull(text, "no message arrived");
    return text;
  }

  @Test
  void pahoForMqtt3() throws Exception {
    try (var broker = Mosquitto.start();
        var network = ChipNetwork.open()) {
      W5500 eth = network.driver();
      String uri = "tcp://" + network.host() + ":" + broker.port();
      try (var client = new MqttClient(uri, "pump-7", new MemoryPersistence())) {
        var options = new MqttConnectOptions();
        options.setSocketFactory(new SpinetSocketFactory(eth));
        options.setAutomaticReconnect(true);
        client.connect(options);
        client.subscribe("pump/7/speed", 1, (topic, message) -> show(message.getPayload()));
        client.publish("pump/7/speed", "1450".getBytes(StandardCharsets.UTF_8), 1, true);
        assertEquals("1450", shown());
        client.disconnect();
      }
      network.assertNothingOpen();
    }
  }

  @Test
  void pahoForMqtt5() throws Exception {
    try (var broker = Mosquitto.start();
        var network = ChipNetwork.open()) {
      W5500 eth = network.driver();
      String uri = "tcp://" + network.host() + ":" + broker.port();
      var client =
          new org.eclipse.paho.mqttv5.client.MqttClient(
              uri, "pump-7", new org.eclipse.paho.mqttv5.client.persist.MemoryPersistence());
      var options = new MqttConnectionOptions();
      options.setSocketFactory(new SpinetSocketFactory(eth));
      options.setAutomaticReconnect(true);
      client.connect(options);
      client.publish("pump/7/speed", "1450".getBytes(StandardCharsets.UTF_8), 1, true);
      client.disconnect();
      client.close();
      network.assertNothingOpen();
    }
  }
}
