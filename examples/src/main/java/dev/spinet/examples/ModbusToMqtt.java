package dev.spinet.examples;

import com.ghgande.j2mod.modbus.ModbusException;
import dev.spinet.socket.Drivers;
import dev.spinet.socket.NetworkLink;
import dev.spinet.socket.net.SpinetSocketFactory;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.SocketFactory;
import org.eclipse.paho.client.mqttv3.MqttException;

/**
 * A gateway from Modbus TCP to MQTT: reads holding registers of a device on the network of the chip
 * and publishes them to a broker on the network of the board.
 *
 * <pre>
 * java --enable-native-access=ALL-UNNAMED -cp 'lib/*' dev.spinet.examples.ModbusToMqtt \
 *     'w5500:/dev/spidev0.0?int=/dev/gpiochip0:25' \
 *     192.168.1.20:502 1 100 4 PT5S tcp://broker.example:1883 plant/meter
 * </pre>
 *
 * <p>Every five seconds that asks unit 1 at 192.168.1.20 for the registers 100 to 103 and publishes
 * something like {@code {"time":"2026-11-22T12:00:00Z","first":100,"registers":[1,2,3,4]}} at
 * {@code plant/meter}, retained; {@code plant/meter/status} says {@code online}, why there is
 * nothing to read, or {@code offline} while the gateway does not run. Whatever fails is connected
 * anew at the next reading. SIGTERM ends it.
 */
public final class ModbusToMqtt {

  private static final System.Logger LOG = System.getLogger(ModbusToMqtt.class.getName());

  /** What is read from where, how often, and published as what. */
  private record Task(
      String device, int unit, int first, int count, Duration interval, String topic) {

    String statusTopic() {
      return topic + "/status";
    }
  }

  private final SocketFactory field;
  private final Task task;

  private ModbusToMqtt(SocketFactory field, Task task) {
    this.field = field;
    this.task = task;
  }

  /**
   * Runs the gateway until the process is told to end.
   *
   * @param arguments the network device, host and port of the Modbus device, its unit, the first
   *     register and how many, the time between two readings, the broker, the topic
   * @throws Exception if the network device cannot be opened, or gets no address
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 8) {
      System.err.println(
          "arguments: DEVICE MODBUS_HOST:PORT UNIT FIRST COUNT INTERVAL BROKER TOPIC");
      System.exit(2);
    }
    var task =
        new Task(
            arguments[1],
            Integer.parseInt(arguments[2]),
            Integer.parseInt(arguments[3]),
            Integer.parseInt(arguments[4]),
            Duration.parse(arguments[5]),
            arguments[7]);
    Ending.interruptsThisThread();
    try (var driver = Drivers.open(arguments[0])) {
      if (driver instanceof NetworkLink link) {
        link.link();
      }
      new ModbusToMqtt(new SpinetSocketFactory(driver), task).run(arguments[6]);
    } catch (InterruptedException | InterruptedIOException e) {
      // Told to end, and by now everything is closed.
    }
    Ending.say();
  }

  private void run(String uri) throws InterruptedException {
    var id = "spinet-modbus-" + task.topic.replace('/', '-');
    var will = new Broker.Will(task.statusTopic(), "offline");
    while (!Ending.isRequested()) {
      try (var broker =
          Broker.connect(
              uri, id, SocketFactory.getDefault(), (_, _) -> {}, () -> {}, Optional.of(will))) {
        run(broker);
      } catch (MqttException e) {
        if (!Ending.isRequested()) {
          LOG.log(System.Logger.Level.WARNING, "{0}: {1}, trying again", uri, e);
        }
      }
      pause();
    }
  }

  /** Runs until the broker is lost, or the program is told to end, which it says as it leaves. */
  private void run(Broker broker) throws MqttException, InterruptedException {
    try {
      while (!Ending.isRequested()) {
        try (var device = ModbusDevice.connect(field, task.device, task.unit)) {
          report(broker, "online");
          poll(device, broker);
        } catch (IOException | ModbusException e) {
          if (Ending.isRequested()) {
            return;
          }
          LOG.log(System.Logger.Level.WARNING, "{0}: {1}, trying again", task.device, e);
          report(broker, e.toString());
        }
        pause();
      }
    } finally {
      if (Ending.isRequested()) {
        leave(broker);
      }
    }
  }

  private void leave(Broker broker) {
    // An interrupt that is still pending would end the wait for the broker's acknowledgement.
    Thread.interrupted();
    try {
      report(broker, "offline");
    } catch (MqttException e) {
      LOG.log(System.Logger.Level.DEBUG, "cannot say offline, the will has to", e);
      broker.abandon();
    }
  }

  /** Runs until the device is lost. */
  private void poll(ModbusDevice device, Broker broker)
      throws ModbusException, MqttException, InterruptedException {
    while (!Ending.isRequested()) {
      var registers = device.read(task.first, task.count);
      broker.publish(task.topic, json(registers), true);
      pause();
    }
  }

  /** Waits for the next reading, unless a library has swallowed the interrupt that ends all. */
  private void pause() throws InterruptedException {
    if (Ending.isRequested()) {
      throw new InterruptedException("told to end");
    }
    Thread.sleep(task.interval);
  }

  private byte[] json(List<Integer> registers) {
    return "{\"time\":\"%s\",\"first\":%d,\"registers\":[%s]}"
        .formatted(
            Instant.now(),
            task.first,
            registers.stream().map(String::valueOf).collect(Collectors.joining(",")))
        .getBytes(StandardCharsets.UTF_8);
  }

  private void report(Broker broker, String status) throws MqttException {
    broker.publish(task.statusTopic(), status.getBytes(StandardCharsets.UTF_8), true);
  }
}
