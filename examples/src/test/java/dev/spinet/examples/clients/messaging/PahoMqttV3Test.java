package dev.spinet.examples.clients.messaging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.examples.board.ChipNetwork;
import dev.spinet.examples.board.Network;
import dev.spinet.examples.board.Sockets;
import dev.spinet.examples.server.Mosquitto;
import dev.spinet.examples.server.RealServer;
import dev.spinet.socket.ChipResetException;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttCallbackExtended;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.MqttSecurityException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Eclipse Paho for MQTT 3.1.1, with Mosquitto as the broker. */
@Tag("slow")
@Timeout(value = 90, threadMode = ThreadMode.SEPARATE_THREAD)
class PahoMqttV3Test {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int MESSAGES = 200;

  private static MqttClient client(Network network, RealServer broker, String id)
      throws MqttException {
    return new MqttClient(
        "tcp://" + network.host() + ":" + broker.port(), id, new MemoryPersistence());
  }

  private static MqttConnectOptions options(Network network) {
    var options = new MqttConnectOptions();
    options.setSocketFactory(network.sockets());
    options.setConnectionTimeout((int) PATIENCE.toSeconds());
    // Paho counts a message that publish() has seen acknowledged until its callback thread comes
    // round; with its default of 10 a busy machine makes publish() fail.
    options.setMaxInflight(1_000);
    return options;
  }

  private static byte[] payload(int number) {
    // Up to 16 KiB, so that many do not fit the buffers of a hardware socket at once.
    var bytes = new byte[1 + number * 83 % 16_384];
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
  void exchangesMessagesWithQos1(Sockets sockets) throws Exception {
    try (var broker = Mosquitto.start();
        var network = sockets.open()) {
      var arrived = new LinkedBlockingQueue<MqttMessage>();
      try (var subscriber = client(network, broker, "subscriber");
          var publisher = client(network, broker, "publisher")) {
        subscriber.connect(options(network));
        subscriber.subscribe("plant/+/level", 1, (_, message) -> arrived.add(message));
        publisher.connect(options(network));
        for (int i = 0; i < MESSAGES; i++) {
          publisher.publish("plant/" + i + "/level", payload(i), 1, false);
        }
        for (int i = 0; i < MESSAGES; i++) {
          var message = take(arrived);
          assertArrayEquals(payload(i), message.getPayload(), "message " + i);
          assertEquals(1, message.getQos());
        }
        publisher.disconnect();
        subscriber.disconnect();
      }
      network.assertNothingOpen();
    }
  }

  @ParameterizedTest
  @EnumSource
  void retainedMessagesWaitForSubscribers(Sockets sockets) throws Exception {
    try (var broker = Mosquitto.start();
        var network = sockets.open()) {
      try (var client = client(network, broker, "first")) {
        client.connect(options(network));
        client.publish("state", "on".getBytes(StandardCharsets.UTF_8), 1, true);
        client.disconnect();
      }
      try (var client = client(network, broker, "second")) {
        var arrived = new LinkedBlockingQueue<MqttMessage>();
        client.connect(options(network));
        client.subscribe("state", 1, (_, message) -> arrived.add(message));
        var message = take(arrived);
        assertTrue(message.isRetained());
        assertEquals("on", new String(message.getPayload(), StandardCharsets.UTF_8));
        client.disconnect();
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
      try (var client = client(network, broker, "steady")) {
        client.setCallback(events);
        var options = options(network);
        options.setAutomaticReconnect(true);
        client.connect(options);
        broker.kill();
        events.lost.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
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

  @Test
  void reconnectsWhenTheChipWasReset() throws Exception {
    try (var broker = Mosquitto.start();
        var network = ChipNetwork.open()) {
      var events = new Events();
      try (var client = client(network, broker, "steady")) {
        client.setCallback(events);
        var options = options(network);
        options.setAutomaticReconnect(true);
        client.connect(options);
        network.brownOut();
        var lost = events.lost.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertInstanceOf(ChipResetException.class, lost.getCause());
        events.reconnected.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        client.publish("news", "back".getBytes(StandardCharsets.UTF_8), 1, false);
        client.disconnect();
      }
      network.assertNothingOpen();
    }
  }

  @ParameterizedTest
  @EnumSource
  void namesTheLossOfABrokerThatDiesWhileMessagesFlow(Sockets sockets) throws Exception {
    try (var broker = Mosquitto.start();
        var network = sockets.open()) {
      var events = new Events();
      try (var client = client(network, broker, "unlucky")) {
        client.setTimeToWait(PATIENCE.toMillis());
        client.setCallback(events);
        client.connect(options(network));
        client.subscribe("stream", 1);
        var failure =
            assertThrows(
                MqttException.class,
                () -> {
                  for (int i = 0; ; i++) {
                    client.publish("stream", payload(i), 1, false);
                    if (i == 20) {
                      take(events.arrived);
                      broker.kill();
                    }
                  }
                });
        assertTrue(
            failure.getReasonCode() == MqttException.REASON_CODE_CONNECTION_LOST
                || failure.getReasonCode() == MqttException.REASON_CODE_CLIENT_NOT_CONNECTED
                || failure.getReasonCode() == MqttException.REASON_CODE_CLIENT_DISCONNECTING,
            () -> "reason " + failure.getReasonCode() + ": " + failure);
        var lost = events.lost.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertEquals(
            MqttException.REASON_CODE_CONNECTION_LOST,
            assertInstanceOf(MqttException.class, lost).getReasonCode());
        assertInstanceOf(IOException.class, lost.getCause());
      }
      network.assertNothingOpen();
    }
  }

  @ParameterizedTest
  @EnumSource
  void namesAWrongPassword(Sockets sockets) throws Exception {
    try (var broker = Mosquitto.start("meter", "right");
        var network = sockets.open()) {
      try (var client = client(network, broker, "stranger")) {
        var options = options(network);
        options.setUserName("meter");
        options.setPassword("wrong".toCharArray());
        var failure = assertThrows(MqttSecurityException.class, () -> client.connect(options));
        assertEquals(MqttException.REASON_CODE_NOT_AUTHORIZED, failure.getReasonCode());
        options.setPassword("right".toCharArray());
        client.connect(options);
        client.disconnect();
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
      try (var client = client(network, broker, "patient")) {
        client.setTimeToWait(2_000);
        var started = System.nanoTime();
        var failure = assertThrows(MqttException.class, () -> client.connect(options(network)));
        assertEquals(MqttException.REASON_CODE_CLIENT_TIMEOUT, failure.getReasonCode());
        assertTrue(Duration.ofNanos(System.nanoTime() - started).compareTo(PATIENCE) < 0);
        client.disconnectForcibly(0, 0, false);
      }
      broker.resume();
      network.assertNothingOpen();
    }
  }

  @ParameterizedTest
  @EnumSource
  void namesABrokerThatIsNotThere(Sockets sockets) throws Exception {
    try (var broker = Mosquitto.start();
        var network = sockets.open()) {
      broker.kill();
      try (var client = client(network, broker, "early")) {
        var failure = assertThrows(MqttException.class, () -> client.connect(options(network)));
        assertEquals(MqttException.REASON_CODE_SERVER_CONNECT_ERROR, failure.getReasonCode());
        assertInstanceOf(ConnectException.class, failure.getCause());
      }
      network.assertNothingOpen();
    }
  }

  /** What a client tells of. */
  private static final class Events implements MqttCallbackExtended {
    final CompletableFuture<Throwable> lost = new CompletableFuture<>();
    final CompletableFuture<String> reconnected = new CompletableFuture<>();
    final BlockingQueue<MqttMessage> arrived = new LinkedBlockingQueue<>();

    @Override
    public void connectionLost(Throwable cause) {
      lost.complete(cause);
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
      arrived.add(message);
    }

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {
      // The publishing calls wait for it themselves.
    }

    @Override
    public void connectComplete(boolean reconnect, String serverUri) {
      if (reconnect) {
        reconnected.complete(serverUri);
      }
    }
  }
}
