package dev.spinet.examples;

import dev.spinet.socket.tls.TlsSocketFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import javax.net.SocketFactory;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/**
 * A connection to an MQTT broker through whatever network a socket factory leads to. It does not
 * reconnect by itself: the programs here make a new one, which is easier to reason about.
 */
final class Broker implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Broker.class.getName());
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int KEEP_ALIVE_SECONDS = 15;
  private static final int AT_LEAST_ONCE = 1;
  // Paho lets publish return a moment before it no longer counts the message as in flight.
  private static final int MAX_INFLIGHT = 100;
  // Paho waits that long in any case.
  private static final long FAREWELL_MILLIS = 200;

  private final MqttClient client;

  private Broker(MqttClient client) {
    this.client = client;
  }

  /** Takes messages. One that it throws for comes again with the next connection. */
  @FunctionalInterface
  interface Receiver {
    void receive(String topic, MqttMessage message) throws Exception;
  }

  /**
   * What the broker publishes, retained, when this client has gone without a word.
   *
   * @param topic where
   * @param text what
   */
  record Will(String topic, String text) {}

  /**
   * Connects. The session lives on in the broker while there is no connection, so that it keeps
   * messages for this client.
   *
   * @param uri such as {@code tcp://192.168.1.10:1883}, or {@code ssl://cloud.example:8883} for
   *     TLS, which checks certificate and host name with the authorities that the JDK trusts
   * @param id the name of the session, one of a kind in the broker
   * @param sockets {@code SocketFactory.getDefault()} for the board's own network
   * @param receiver what to do with messages that are subscribed to
   * @param lost called when the connection is lost
   * @param will what to say if this program cannot say anything any more
   */
  static Broker connect(
      String uri,
      String id,
      SocketFactory sockets,
      Receiver receiver,
      Runnable lost,
      Optional<Will> will)
      throws MqttException {
    if (Ending.isRequested()) {
      throw new MqttException(MqttException.REASON_CODE_CLIENT_CLOSED);
    }
    var client = new MqttClient(uri, id, new MemoryPersistence());
    var broker = new Broker(client);
    try {
      client.setTimeToWait(PATIENCE.toMillis());
      client.setCallback(new Callback(uri, receiver, lost));
      var options = new MqttConnectOptions();
      options.setSocketFactory(uri.startsWith("ssl:") ? TlsSocketFactory.over(sockets) : sockets);
      options.setCleanSession(false);
      options.setConnectionTimeout((int) PATIENCE.toSeconds());
      options.setKeepAliveInterval(KEEP_ALIVE_SECONDS);
      options.setMaxInflight(MAX_INFLIGHT);
      will.ifPresent(last ->
          options.setWill(
              last.topic, last.text.getBytes(StandardCharsets.UTF_8), AT_LEAST_ONCE, true));
      client.connect(options);
      return broker;
    } catch (MqttException e) {
      broker.close();
      throw e;
    } catch (IOException e) {
      broker.close();
      throw new MqttException(e);
    }
  }

  void subscribe(String filter) throws MqttException {
    client.subscribe(filter, AT_LEAST_ONCE);
  }

  /** Returns when the broker has the message. */
  void publish(String topic, byte[] payload, boolean retained) throws MqttException {
    client.publish(topic, payload, AT_LEAST_ONCE, retained);
  }

  /** Ends the connection without a farewell, so that the broker publishes the will. */
  void abandon() {
    try {
      client.disconnectForcibly(FAREWELL_MILLIS, FAREWELL_MILLIS, false);
    } catch (MqttException e) {
      LOG.log(System.Logger.Level.DEBUG, "while abandoning " + client.getServerURI(), e);
    }
  }

  @Override
  public void close() {
    try {
      try {
        if (client.isConnected()) {
          client.disconnectForcibly(FAREWELL_MILLIS, FAREWELL_MILLIS);
        }
      } finally {
        client.close(true);
      }
    } catch (MqttException e) {
      LOG.log(System.Logger.Level.DEBUG, "while leaving " + client.getServerURI(), e);
    }
  }

  private record Callback(String uri, Receiver receiver, Runnable lost) implements MqttCallback {

    @Override
    public void connectionLost(Throwable cause) {
      LOG.log(System.Logger.Level.WARNING, "lost {0}: {1}", uri, cause);
      lost.run();
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) throws Exception {
      // If it throws, Paho ends the connection without having acknowledged the message.
      receiver.receive(topic, message);
    }

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {
      // Whoever publishes waits for it.
    }
  }
}
