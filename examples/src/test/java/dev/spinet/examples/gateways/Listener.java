package dev.spinet.examples.gateways;

import dev.spinet.examples.server.RealServer;
import dev.spinet.examples.tls.TestAuthority;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** A client of a broker on the machine's own network, as the rest of the world is one. */
final class Listener implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 30;
  // Paho lets publish return a moment before it no longer counts the message as in flight.
  private static final int MAX_INFLIGHT = 100;

  private final MqttClient client;
  private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

  Listener(RealServer broker, String filter) throws MqttException {
    this("tcp", SocketFactory.getDefault(), broker, filter);
  }

  private Listener(String scheme, SocketFactory sockets, RealServer broker, String filter)
      throws MqttException {
    client =
        new MqttClient(
            scheme + "://127.0.0.1:" + broker.port(),
            UUID.randomUUID().toString(),
            new MemoryPersistence());
    var options = new MqttConnectOptions();
    options.setSocketFactory(sockets);
    options.setMaxInflight(MAX_INFLIGHT);
    client.connect(options);
    client.subscribe(
        filter,
        1,
        (topic, message) ->
            messages.add(topic + " " + new String(message.getPayload(), StandardCharsets.UTF_8)));
  }

  static Listener byTls(RealServer broker, String filter) throws MqttException {
    var sockets = TestAuthority.get().clients().getSocketFactory();
    return new Listener("ssl", sockets, broker, filter);
  }

  void publish(String topic, String text) throws MqttException {
    client.publish(topic, text.getBytes(StandardCharsets.UTF_8), 1, false);
  }

  /** Waits for the next message: topic, a space, text. */
  String next() throws InterruptedException {
    var message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("no message comes");
    }
    return message;
  }

  /** Waits for a message with this beginning and ignores those before it. */
  String next(String beginning) throws InterruptedException {
    String message = next();
    while (!message.startsWith(beginning)) {
      message = next();
    }
    return message;
  }

  @Override
  public void close() throws MqttException {
    if (client.isConnected()) {
      client.disconnect();
    }
    client.close(true);
  }
}
