package dev.spinet.examples.clients.messaging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.examples.board.Network;
import dev.spinet.examples.board.Sockets;
import dev.spinet.examples.server.Mosquitto;
import dev.spinet.examples.server.RealServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.MqttReturnCode;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Eclipse Paho for MQTT 5, with Mosquitto as the broker. */
@Tag("slow")
@Timeout(value = 90, threadMode = ThreadMode.SEPARATE_THREAD)
class PahoMqttV5Test {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int MESSAGES = 100;

  /** The client; it only lacks the interface for try. */
  private static final class Client extends MqttClient implements AutoCloseable {
    Client(String uri, String id) throws MqttException {
      super(uri, id, new MemoryPersistence());
    }
  }

  private static Client client(Network network, RealServer broker, String id, Events events)
      throws MqttException {
    var client = new Client("tcp://" + network.host() + ":" + broker.port(), id);
    client.setTimeToWait(PATIENCE.toMillis());
    client.setCallback(events);
    return client;
  }

  private static MqttConnectionOptions options(Network network) {
    var options = new MqttConnectionOptions();
    options.setSocketFactory(network.sockets());
    options.setConnectionTimeout((int) PATIENCE.toSeconds());
    return options;
  }

  private static byte[] payload(int number) {
    var bytes = new byte[1 + number * 167 % 16_384];
    new Random(number).nextBytes(bytes);
    return bytes;
  }

  private static MqttMessage take(BlockingQueue<MqttMessage> queue) throws InterruptedException {
    var message = queue.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertNotNull(message, "no message arrived");
    return message;
  }

  @ParameterizedTest
  @EnumSource
  void exchangesMessagesWithTheirProperties(Sockets sockets) throws Exception {
    try (var broker = Mosquitto.start();
        var network = sockets.open()) {
      var events = new Events();
      try (var subscriber = client(network, broker, "subscriber", events);
          var publisher = client(network, broker, "publisher", new Events())) {
        subscriber.connect(options(network));
        subscriber.subscribe("plant/#", 1);
        publisher.connect(options(network));
        for (int i = 0; i < MESSAGES; i++) {
          var properties = new MqttProperties();
          properties.setUserProperties(List.of(new UserProperty("number", "" + i)));
          properties.setResponseTopic("answers");
          var message = new MqttMessage(payload(i), 1, false, properties);
          publisher.publish("plant/level", message);
        }
        for (int i = 0; i < MESSAGES; i++) {
          var message = take(events.arrived);
          assertArrayEquals(payload(i), message.getPayload(), "message " + i);
          assertEquals(1, message.getQos());
          assertEquals("answers", message.getProperties().getResponseTopic());
          assertEquals("" + i, message.getProperties().getUserProperties().getFirst().getValue());
        }
        publisher.disconnect();
        subscriber.disconnect();
      }
      network.assertNothingOpen();
    }
  }

  @ParameterizedTest
  @EnumSource
  void messagesWaitForASessionAndForSubscribers(Sockets sockets) throws Exception {
    try (var broker = Mosquitto.start();
        var network = sockets.open()) {
      var durable = options(network);
      durable.setCleanStart(false);
      durable.setSessionExpiryInterval(3_600L);
      try (var away = client(network, broker, "away", new Events())) {
        away.connect(durable);
        away.subscribe("orders", 1);
        away.disconnect();
      }
      try (var publisher = client(network, broker, "publisher", new Events())) {
        publisher.connect(options(network));
        publisher.publish("orders", "one".getBytes(StandardCharsets.UTF_8), 1, false);
        publisher.publish("state", "on".getBytes(StandardCharsets.UTF_8), 1, true);
        publisher.disconnect();
      }
      var events = new Events();
      try (var back = client(network, broker, "away", events)) {
        back.connect(durable);
        var order = take(events.arrived);
        assertEquals("one", new String(order.getPayload(), StandardCharsets.UTF_8));
        back.subscribe("state", 1);
        var state = take(events.arrived);
        assertTrue(state.isRetained());
        assertEquals("on", new String(state.getPayload(), StandardCharsets.UTF_8));
        back.disconnect();
      }
      network.assertNothingOpen();
    }
  }

  @ParameterizedTest
  @EnumSource
  void reconnectsWhenTheBrokerIsBack(Sockets sockets) throws Exception {
    try (var broker = Mosquitto.start();
        var network = sockets.open()) {
      var events = new Events();
      try (var client = client(network, broker, "steady", events)) {
        var options = options(network);
        options.setAutomaticReconnect(true);
        options.setAutomaticReconnectDelay(1, 2);
        client.connect(options);
        broker.kill();
        var lost = events.disconnected.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertEquals(
            MqttClientException.REASON_CODE_CONNECTION_LOST, lost.getException().getReasonCode());
        assertInstanceOf(IOException.class, lost.getException().getCause());
        broker.restart();
        events.reconnected.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        client.subscribe("news", 1);
        client.publish("news", "back".getBytes(StandardCharsets.UTF_8), 1, false);
        assertEquals("back", new String(take(events.arrived).getPayload(), StandardCharsets.UTF_8));
        client.disconnect();
      }
      network.assertNothingOpen();
    }
  }

  @ParameterizedTest
  @EnumSource
  void namesAWrongPassword(Sockets sockets) throws Exception {
    try (var broker = Mosquitto.start("meter", "right");
        var network = sockets.open()) {
      try (var client = client(network, broker, "stranger", new Events())) {
        var options = options(network);
        options.setUserName("meter");
        options.setPassword("wrong".getBytes(StandardCharsets.UTF_8));
        var failure = assertThrows(MqttException.class, () -> client.connect(options));
        assertEquals(MqttReturnCode.RETURN_CODE_NOT_AUTHORIZED, failure.getReasonCode());
      }
      network.assertNothingOpen();
    }
  }

  @ParameterizedTest
  @EnumSource
  void givesUpOnABrokerThatDoesNotAnswer(Sockets sockets) throws Exception {
    try (var broker = Mosquitto.start();
        var network = sockets.open()) {
      broker.pause();
      try (var client = client(network, broker, "patient", new Events())) {
        client.setTimeToWait(2_000);
        var failure = assertThrows(MqttException.class, () -> client.connect(options(network)));
        assertEquals(
            MqttClientException.REASON_CODE_CLIENT_TIMEOUT, (short) failure.getReasonCode());
        client.disconnectForcibly(0, 0, false);
      }
      broker.resume();
      network.assertNothingOpen();
    }
  }

  /** What a client tells of. */
  private static final class Events implements MqttCallback {
    final CompletableFuture<MqttDisconnectResponse> disconnected = new CompletableFuture<>();
    final CompletableFuture<String> reconnected = new CompletableFuture<>();
    final BlockingQueue<MqttMessage> arrived = new LinkedBlockingQueue<>();

    @Override
    public void disconnected(MqttDisconnectResponse response) {
      disconnected.complete(response);
    }

    @Override
    public void mqttErrorOccurred(MqttException exception) {
      arrived.clear(); // the test then misses a message, and says so
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
      arrived.add(message);
    }

    @Override
    public void deliveryComplete(IMqttToken token) {
      // The publishing calls wait for it themselves.
    }

    @Override
    public void connectComplete(boolean reconnect, String serverUri) {
      if (reconnect) {
        reconnected.complete(serverUri);
      }
    }

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {
      // No extended authentication here.
    }
  }
}
