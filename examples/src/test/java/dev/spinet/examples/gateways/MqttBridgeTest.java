package dev.spinet.examples.gateways;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.examples.MqttBridge;
import dev.spinet.examples.server.Mosquitto;
import dev.spinet.examples.server.RealServer;
import dev.spinet.examples.tls.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The MQTT bridge between two brokers. */
@Tag("slow")
@Timeout(180)
class MqttBridgeTest {

  private static final String UP = "spinet-bridge-up: ";
  private static final String DOWN = "spinet-bridge-down: ";

  private static Program bridge(RealServer field, RealServer cloud) throws IOException {
    return bridge("sim:w5500", field, cloud);
  }

  private static Program bridge(String device, RealServer field, RealServer cloud)
      throws IOException {
    return Program.start(
        MqttBridge.class,
        device,
        "tcp://10.0.2.2:" + field.port(),
        "sensors/#",
        "tcp://127.0.0.1:" + cloud.port(),
        "commands/#");
  }

  private static void awaitCarrying(Program bridge, int times) throws Exception {
    bridge.awaitOutput(UP + "sensors/# from", times);
    bridge.awaitOutput(DOWN + "commands/# from", times);
  }

  @Test
  void carriesBothWaysAndEndsInOrder() throws Exception {
    try (var field = Mosquitto.start();
        var cloud = Mosquitto.start();
        var above = new Listener(cloud, "sensors/#");
        var below = new Listener(field, "commands/#");
        var bridge = bridge(field, cloud)) {
      awaitCarrying(bridge, 1);
      var expected = new ArrayList<String>();
      for (int i = 0; i < 20; i++) {
        below.publish("sensors/temperature", "reading " + i);
        expected.add("sensors/temperature reading " + i);
      }
      for (var message : expected) {
        assertEquals(message, above.next());
      }
      above.publish("commands/valve", "open");
      assertEquals("commands/valve open", below.next());
      bridge.stop();
    }
  }

  @Test
  void losesNothingWhileItIsAway() throws Exception {
    try (var field = Mosquitto.start();
        var cloud = Mosquitto.start();
        var above = new Listener(cloud, "sensors/#");
        var below = new Listener(field, "commands/#")) {
      try (var first = bridge(field, cloud)) {
        awaitCarrying(first, 1);
        below.publish("sensors/a", "0");
        assertEquals("sensors/a 0", above.next());
        first.kill();
      }
      var sent = IntStream.rangeClosed(1, 10).mapToObj(i -> "sensors/a " + i).toList();
      for (var message : sent) {
        below.publish("sensors/a", message.substring(message.indexOf(' ') + 1));
      }
      try (var second = bridge(field, cloud)) {
        var arrived = new LinkedHashSet<String>();
        while (arrived.size() < sent.size()) {
          var message = above.next(); // each at least once; the one before may come again
          if (!message.equals("sensors/a 0")) {
            arrived.add(message);
          }
        }
        assertEquals(sent, List.copyOf(arrived));
        second.stop();
      }
    }
  }

  @Test
  void connectsAnewWhenTheCloudIsBack() throws Exception {
    try (var field = Mosquitto.start();
        var cloud = Mosquitto.start();
        var below = new Listener(field, "commands/#");
        var bridge = bridge(field, cloud)) {
      awaitCarrying(bridge, 1);
      cloud.kill();
      bridge.awaitOutput("trying again", 1);
      cloud.restart();
      awaitCarrying(bridge, 2);
      try (var above = new Listener(cloud, "sensors/#")) {
        below.publish("sensors/temperature", "again");
        assertEquals("sensors/temperature again", above.next());
        above.publish("commands/valve", "close");
        assertEquals("commands/valve close", below.next());
      }
      bridge.stop();
    }
  }

  @Test
  void losesNothingWhileTheCloudIsSilent() throws Exception {
    try (var field = Mosquitto.start();
        var cloud = Mosquitto.start();
        var above = new Listener(cloud, "sensors/#");
        var below = new Listener(field, "commands/#");
        var bridge = bridge(field, cloud)) {
      awaitCarrying(bridge, 1);
      cloud.pause();
      below.publish("sensors/a", "1");
      below.publish("sensors/a", "2");
      bridge.awaitOutput("lost tcp://10.0.2.2", 1); // it was not acknowledged
      cloud.resume();
      above.next("sensors/a 1");
      above.next("sensors/a 2");
      bridge.stop();
    }
  }

  private static Program bridgeByTls(Path directory, RealServer field, RealServer cloud)
      throws IOException {
    var trusted = directory.resolve("trusted.p12");
    TestAuthority.get().writeTrustStore(trusted);
    return Program.start(
        List.of(
            "-Djavax.net.ssl.trustStore=" + trusted,
            "-Djavax.net.ssl.trustStorePassword=" + TestAuthority.PASSWORD),
        MqttBridge.class,
        "sim:w5500",
        "tcp://10.0.2.2:" + field.port(),
        "sensors/#",
        "ssl://127.0.0.1:" + cloud.port(),
        "commands/#");
  }

  @Test
  void reachesACloudByTls(@TempDir Path directory) throws Exception {
    try (var field = Mosquitto.start();
        var cloud = Mosquitto.startTls(TestAuthority.get()::writeServer);
        var above = Listener.byTls(cloud, "sensors/#");
        var below = new Listener(field, "commands/#");
        var bridge = bridgeByTls(directory, field, cloud)) {
      awaitCarrying(bridge, 1);
      below.publish("sensors/a", "1");
      assertEquals("sensors/a 1", above.next());
      above.publish("commands/b", "2");
      assertEquals("commands/b 2", below.next());
      bridge.stop();
    }
  }

  @Test
  void tellsNothingToSomebodyElse(@TempDir Path directory) throws Exception {
    try (var field = Mosquitto.start();
        var stranger = Mosquitto.startTls(TestAuthority.get()::writeStranger);
        var bridge = bridgeByTls(directory, field, stranger)) {
      bridge.awaitOutput("SSLHandshakeException.*trying again", 1);
      assertFalse(bridge.output().contains(UP + "sensors/# from"), bridge::output);
      bridge.stop();
    }
  }

  @Test
  void losesNothingWhenTheSupplyOfTheChipDips(@TempDir Path directory) throws Exception {
    var faults = directory.resolve("faults");
    Files.writeString(faults, "on 20th data packet to chip: brown-out for 50ms\n");
    try (var field = Mosquitto.start();
        var cloud = Mosquitto.start();
        var above = new Listener(cloud, "sensors/#");
        var below = new Listener(field, "commands/#");
        var bridge = bridge("sim:w5500?faults=" + faults, field, cloud)) {
      awaitCarrying(bridge, 1);
      for (int i = 0; i < 30; i++) {
        below.publish("sensors/a", i + ";");
        above.next("sensors/a " + i + ";");
      }
      assertTrue(bridge.output().contains("lost tcp://10.0.2.2"), bridge::output);
      bridge.stop();
    }
  }

  @Test
  void saysWhatItWants() throws Exception {
    try (var program = Program.start(MqttBridge.class, "sim:w5500")) {
      assertEquals(2, program.awaitExit());
      assertTrue(program.output().startsWith("arguments: DEVICE"), program::output);
    }
  }
}
