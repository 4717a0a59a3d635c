package dev.spinet.examples.gateways;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.ghgande.j2mod.modbus.procimg.SimpleProcessImage;
import com.ghgande.j2mod.modbus.procimg.SimpleRegister;
import com.ghgande.j2mod.modbus.slave.ModbusSlave;
import com.ghgande.j2mod.modbus.slave.ModbusSlaveFactory;
import dev.spinet.examples.ModbusToMqtt;
import dev.spinet.examples.server.FreePort;
import dev.spinet.examples.server.Mosquitto;
import dev.spinet.examples.server.RealServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The Modbus gateway between a slave of j2mod and a broker. */
@Tag("slow")
@Timeout(180)
class ModbusToMqttTest {

  private static final int UNIT = 1;
  private static final int PATIENCE_MILLIS = 60_000;

  /** MBAP header, function, address, quantity. */
  private static final int REQUEST_BYTES = 12;

  private final int port = FreePort.find();

  private ModbusSlave slave(SimpleProcessImage image) throws Exception {
    var slave = ModbusSlaveFactory.createTCPSlave(InetAddress.getLoopbackAddress(), port, 2, false);
    slave.addProcessImage(UNIT, image);
    slave.open();
    return slave;
  }

  private static SimpleProcessImage registers(int... values) {
    var image = new SimpleProcessImage();
    for (int value : values) {
      image.addRegister(new SimpleRegister(value));
    }
    return image;
  }

  private Program gateway(RealServer broker) throws IOException {
    return Program.start(
        ModbusToMqtt.class,
        "sim:w5500",
        "10.0.2.2:" + port,
        Integer.toString(UNIT),
        "1",
        "2",
        "PT0.2S",
        "tcp://127.0.0.1:" + broker.port(),
        "plant/meter");
  }

  @Test
  void publishesRegistersAndSaysWhenTheDeviceIsGone() throws Exception {
    var slave = slave(registers(10, 20, 65_535));
    try (var broker = Mosquitto.start();
        var values = new Listener(broker, "plant/meter");
        var status = new Listener(broker, "plant/meter/status");
        var gateway = gateway(broker)) {
      var first = values.next();
      assertTrue(first.endsWith("\"first\":1,\"registers\":[20,65535]}"), first);
      status.next("plant/meter/status online");

      slave.getProcessImage(UNIT).getRegister(1).setValue(21);
      while (!values.next().endsWith("[21,65535]}")) {
        // An older reading.
      }

      ModbusSlaveFactory.close(slave);
      var gone = status.next();
      assertTrue(gone.contains("Exception"), gone);

      slave = slave(registers(1));
      // It is there, but has no such registers.
      status.next("plant/meter/status online");
      var refusal = status.next();
      assertTrue(refusal.contains("the device refuses, exception code 2"), refusal);
      gateway.stop();
      status.next("plant/meter/status offline");
    } finally {
      ModbusSlaveFactory.close(slave);
    }
  }

  @Test
  void saysOfflineWhenToldToEndWhileTheDeviceIsSilent() throws Exception {
    try (var device = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        var broker = Mosquitto.start();
        var status = new Listener(broker, "plant/meter/status");
        var gateway = gateway(broker)) {
      device.setSoTimeout(PATIENCE_MILLIS);
      try (var connection = device.accept()) {
        connection.setSoTimeout(PATIENCE_MILLIS);
        assertEquals(REQUEST_BYTES, connection.getInputStream().readNBytes(REQUEST_BYTES).length);
        gateway.stop();
      }
      status.next("plant/meter/status offline");
    }
  }

  @Test
  void leavesAWill() throws Exception {
    var slave = slave(registers(1, 2, 3));
    try (var broker = Mosquitto.start();
        var status = new Listener(broker, "plant/meter/status");
        var gateway = gateway(broker)) {
      status.next("plant/meter/status online");
      gateway.kill();
      status.next("plant/meter/status offline");
    } finally {
      ModbusSlaveFactory.close(slave);
    }
  }
}
