package dev.spinet.examples;

import dev.spinet.socket.Drivers;
import dev.spinet.socket.NetworkLink;
import dev.spinet.socket.net.SpinetSocketFactory;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import javax.net.SocketFactory;
import org.eclipse.paho.client.mqttv3.MqttException;

/**
 * An MQTT bridge: the field's broker is on the network of the chip, the cloud's on the network of
 * the board. Messages of the field go up, commands come down.
 *
 * <pre>
 * java --enable-native-access=ALL-UNNAMED -cp 'lib/*' dev.spinet.examples.MqttBridge \
 *     'w5500:/dev/spidev0.0?int=/dev/gpiochip0:25' \
 *     tcp://192.168.1.10:1883 'sensors/#' ssl://cloud.example:8883 'commands/#'
 * </pre>
 *
 * <p>Each message arrives at least once: one broker gets to know that a message was received only
 * when the other one has it, and keeps its messages while the bridge is away. Whatever fails, the
 * bridge connects anew every two seconds. The two filters must not overlap, nor the two brokers be
 * one, or a message would go round in circles. SIGTERM ends it.
 *
 * <p>A broker at {@code ssl://} has to show a certificate for its name by an authority that the JDK
 * trusts, or one of those in {@code -Djavax.net.ssl.trustStore}.
 */
public final class MqttBridge {

  private static final System.Logger LOG = System.getLogger(MqttBridge.class.getName());
  private static final Duration RETRY = Duration.ofSeconds(2);

  private MqttBridge() {}

  /**
   * Runs the bridge until the process is told to end.
   *
   * @param arguments the device, the field's broker, what goes up, the cloud's broker, what comes
   *     down
   * @throws Exception if the device cannot be opened, or gets no address
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 5) {
      System.err.println("arguments: DEVICE FIELD_BROKER UP_FILTER CLOUD_BROKER DOWN_FILTER");
      System.exit(2);
    }
    Ending.interruptsThisThread();
    try (var driver = Drivers.open(arguments[0])) {
      if (driver instanceof NetworkLink link) {
        link.link();
      }
      var field = new Side(arguments[1], new SpinetSocketFactory(driver));
      var cloud = new Side(arguments[3], SocketFactory.getDefault());
      var up = new Route("spinet-bridge-up", field, cloud, arguments[2]);
      var down = new Route("spinet-bridge-down", cloud, field, arguments[4]);
      var downwards = Thread.ofVirtual().name("down").start(down::runUntilInterrupted);
      try {
        up.run();
      } finally {
        downwards.interrupt();
        downwards.join();
      }
    } catch (InterruptedException | InterruptedIOException e) {
      // Told to end, and by now everything is closed.
    }
    Ending.say();
  }

  /** A broker, and the network it is on. */
  private record Side(String broker, SocketFactory sockets) {}

  /** One direction. */
  private record Route(String name, Side from, Side to, String filter) {

    void runUntilInterrupted() {
      try {
        run();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    void run() throws InterruptedException {
      while (!Ending.isRequested()) {
        try {
          carry();
        } catch (MqttException e) {
          LOG.log(System.Logger.Level.WARNING, "{0}: {1}, trying again", name, e);
        }
        Thread.sleep(RETRY);
      }
    }

    /** Connects both sides and carries messages until one of them is lost. */
    private void carry() throws MqttException, InterruptedException {
      var lost = new CountDownLatch(1);
      // The receiving side first: nothing is taken that cannot be handed on.
      try (var sink =
              Broker.connect(
                  to.broker,
                  name + "-out",
                  to.sockets,
                  (_, _) -> {},
                  lost::countDown,
                  Optional.empty());
          var source =
              Broker.connect(
                  from.broker,
                  name + "-in",
                  from.sockets,
                  (topic, message) ->
                      sink.publish(topic, message.getPayload(), message.isRetained()),
                  lost::countDown,
                  Optional.empty())) {
        source.subscribe(filter);
        LOG.log(
            System.Logger.Level.INFO,
            "{0}: {1} from {2} to {3}",
            name,
            filter,
            from.broker,
            to.broker);
        lost.await();
      }
    }
  }
}
