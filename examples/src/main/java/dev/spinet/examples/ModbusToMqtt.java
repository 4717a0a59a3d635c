package dev.spinet.examples;

import com.ghgande.j2mod.modbus.ModbusException;
import com.ghgande.j2mod.modbus.io.ModbusTCPTransport;
import com.ghgande.j2mod.modbus.msg.ExceptionResponse;
import com.ghgande.j2mod.modbus.msg.ReadMultipleRegistersRequest;
import com.ghgande.j2mod.modbus.msg.ReadMultipleRegistersResponse;
import com.ghgande.j2mod.modbus.procimg.InputRegister;
import dev.spinet.socket.Drivers;
import dev.spinet.socket.Eth;
import dev.spinet.socket.net.SpinetSocketFactory;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
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
 * {@code plant/meter}, retained; {@code plant/meter/status} says {@code online}, or why there is
 * nothing to read. Whatever fails is connected anew at the next reading. SIGTERM ends it.
 */
public final class ModbusToMqtt {

  private static final System.Logger LOG = System.getLogger(ModbusToMqtt.class.getName());
  private static final int PATIENCE_MILLIS = 3_000;

  private final SocketFactory field;
  private final InetSocketAddress device;
  private final int unit;
  private final int first;
  private final int count;
  private final String topic;

  private ModbusToMqtt(SocketFactory field, String[] arguments) {
    this.field = field;
    int colon = arguments[1].lastIndexOf(':');
    // Not looked up here: the chip asks the name server of its own network.
    device =
        InetSocketAddress.createUnresolved(
            arguments[1].substring(0, colon), Integer.parseInt(arguments[1].substring(colon + 1)));
    unit = Integer.parseInt(arguments[2]);
    first = Integer.parseInt(arguments[3]);
    count = Integer.parseInt(arguments[4]);
    topic = arguments[7];
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
    Ending.interruptsThisThread();
    try (var driver = Drivers.open(arguments[0])) {
      if (driver instanceof Eth eth) {
        eth.link();
      }
      var gateway = new ModbusToMqtt(new SpinetSocketFactory(driver), arguments);
      var interval = Duration.parse(arguments[5]);
      while (!Ending.isRequested()) {
        try (var broker = connect(arguments[6], arguments[7])) {
          gateway.run(broker, interval);
        } catch (MqttException e) {
          LOG.log(System.Logger.Level.WARNING, "{0}: {1}, trying again", arguments[6], e);
        }
        Thread.sleep(interval);
      }
    } catch (InterruptedException | InterruptedIOException e) {
      // Told to end, and by now everything is closed.
    }
    Ending.say();
  }

  private static Broker connect(String uri, String topic) throws MqttException {
    var id = "spinet-modbus-" + topic.replace('/', '-');
    return Broker.connect(uri, id, SocketFactory.getDefault(), (_, _) -> {}, () -> {});
  }

  /** Runs until the broker is lost. */
  private void run(Broker broker, Duration interval) throws MqttException, InterruptedException {
    while (!Ending.isRequested()) {
      try (var socket = field.createSocket()) {
        // A name that the chip cannot find, or a device that is off, is one more thing to report.
        socket.connect(device, PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        report(broker, "online");
        poll(new ModbusTCPTransport(socket), broker, interval);
      } catch (IOException | ModbusException e) {
        LOG.log(System.Logger.Level.WARNING, "{0}: {1}, trying again", device.getHostString(), e);
        report(broker, e.toString());
      }
      Thread.sleep(interval);
    }
  }

  /** Runs until the device is lost. */
  private void poll(ModbusTCPTransport transport, Broker broker, Duration interval)
      throws ModbusException, MqttException, InterruptedException {
    while (!Ending.isRequested()) {
      var values = read(transport);
      broker.publish(topic, json(values).getBytes(StandardCharsets.UTF_8), true);
      Thread.sleep(interval);
    }
  }

  private InputRegister[] read(ModbusTCPTransport transport) throws ModbusException {
    var request = new ReadMultipleRegistersRequest(first, count);
    request.setUnitID(unit);
    transport.writeRequest(request);
    return switch (transport.readResponse()) {
      case ReadMultipleRegistersResponse response -> response.getRegisters();
      case ExceptionResponse refusal ->
          throw new ModbusException(
              "the device refuses, exception code " + refusal.getExceptionCode());
      case null, default -> throw new ModbusException("the device answers something else");
    };
  }

  private String json(InputRegister[] values) {
    return "{\"time\":\"%s\",\"first\":%d,\"registers\":[%s]}"
        .formatted(
            Instant.now(),
            first,
            Arrays.stream(values)
                .map(register -> Integer.toString(register.toUnsignedShort()))
                .collect(Collectors.joining(",")));
  }

  private void report(Broker broker, String status) throws MqttException {
    broker.publish(topic + "/status", status.getBytes(StandardCharsets.UTF_8), true);
  }
}
