package dev.spinet.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spinet.cli.Captured;
import dev.spinet.cli.device.Devices;
import dev.spinet.simulator.espat.AccessPoint;
import dev.spinet.simulator.espat.EspAtOptions;
import dev.spinet.simulator.espat.EspAtPty;
import dev.spinet.simulator.espat.FirmwareProfile;
import dev.spinet.simulator.espat.ModuleTiming;
import dev.spinet.simulator.lan.EspAtLan;
import dev.spinet.simulator.lan.W5500Lan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * spinet doctor at a module on a serial port, which is a pseudo terminal. What goes wrong with it
 * is in {@link EspAtFaultTest}.
 */
@Tag("slow")
@Timeout(120)
class EspAtDoctorTest {

  private static final String SSID = "workshop";
  private static final String PASSWORD = "corn-flower";

  @TempDir private Path folder;

  /** A module on a port of its own. */
  private static final class Module implements AutoCloseable {
    final EspAtLan lan;
    final EspAtPty port;

    Module(EspAtOptions options) throws IOException {
      lan =
          new EspAtLan(
              options.withTiming(ModuleTiming.INSTANT),
              List.of(AccessPoint.of(SSID, PASSWORD)),
              W5500Lan.Reach.LAN);
      port = EspAtPty.open(lan.module(), Optional.empty());
    }

    @Override
    public void close() throws IOException {
      port.close();
      lan.close();
    }
  }

  private JsonNode examine(Module module, String uriOptions, String... options) throws Exception {
    var arguments =
        new ArrayList<>(List.of("doctor", "--json", "--timeout=10s", "--name=gateway.lan"));
    arguments.addAll(List.of(options));
    arguments.add("esp32:" + module.port.path() + uriOptions);
    var pipe = Captured.pipe();
    pipe.run(Devices::open, arguments.toArray(String[]::new));
    assertEquals(1, pipe.out().lines().count(), pipe.err());
    return new ObjectMapper().readTree(pipe.out());
  }

  private String[] joining(String ssid, String password) throws IOException {
    var file = Files.writeString(folder.resolve("password"), password + "\n");
    return new String[] {"--ssid=" + ssid, "--password-file=" + file};
  }

  private static void assertFinding(JsonNode json, String check, String verdict, String words) {
    for (var finding : json.get("findings")) {
      if (finding.get("check").asText().equals(check)
          && finding.get("verdict").asText().equals(verdict)
          && finding.get("found").asText().contains(words)) {
        return;
      }
    }
    throw new AssertionError("no %s of %s with '%s' in %s".formatted(verdict, check, words, json));
  }

  @Test
  void healthyModule() throws Exception {
    try (var module = new Module(EspAtOptions.DEFAULT)) {
      var json = examine(module, "", joining(SSID, PASSWORD));
      assertTrue(json.get("ok").asBoolean(), json.toString());
      assertFinding(json, "wires.serial", "ok", "115200 baud");
      assertFinding(json, "chip.firmware", "ok", "ESP-AT 4.1");
      assertFinding(json, "network.link", "ok", SSID);
      assertFinding(json, "network.address", "ok", "10.0.2.15/24");
      assertFinding(json, "network.gateway", "ok", "10.0.2.2");
      assertFinding(json, "network.names", "ok", "gateway.lan");
      assertFinding(json, "network.tcp", "ok", "10.0.2.2");
      assertFinding(json, "wires.flow", "not checked", "RTS");
    }
  }

  @Test
  void otherSpeedThanUsual() throws Exception {
    try (var module = new Module(EspAtOptions.DEFAULT.withBaud(57_600))) {
      var json = examine(module, "");
      assertFinding(json, "wires.serial", "warning", "57600");
      assertFinding(json, "chip.driver", "ok", "starts");
    }
    try (var module = new Module(EspAtOptions.DEFAULT.withBaud(57_600))) {
      assertFinding(examine(module, "?start-baud=57600"), "wires.serial", "ok", "57600");
    }
  }

  @Test
  void speedThatNobodyGuesses() throws Exception {
    try (var module = new Module(EspAtOptions.DEFAULT.withBaud(31_250))) {
      var json = examine(module, "");
      assertFinding(json, "wires.serial", "problem", "");
      assertFinding(json, "network.link", "not checked", "no module answers");
      assertEquals(3, json.get("exitCode").asInt());
    }
  }

  @Test
  void faultsOfASimulatedModule() throws Exception {
    var file = Files.writeString(folder.resolve("faults"), "on command PING: reboot\n");
    var pipe = Captured.pipe();
    String uri = "sim:esp-at?net=lan&faults=" + file;
    int code = pipe.run(Devices::open, "doctor", "--json", "--name=gateway.lan", uri);
    var json = new ObjectMapper().readTree(pipe.out());
    assertFinding(json, "chip.supply", "problem", "started anew");
    assertFinding(json, "network.names", "ok", "gateway.lan");
    assertEquals(3, code);
  }

  @Test
  void oldFirmwareCarriesNoDatagrams() throws Exception {
    try (var module = new Module(EspAtOptions.DEFAULT.withProfile(FirmwareProfile.V2_4))) {
      assertFinding(examine(module, ""), "chip.firmware", "warning", "TCP only");
    }
  }

  @Test
  void wrongPassword() throws Exception {
    try (var module = new Module(EspAtOptions.DEFAULT)) {
      var json = examine(module, "", joining(SSID, "tulip-field"));
      assertFinding(json, "network.address", "problem", "password");
      assertEquals(4, json.get("exitCode").asInt());
    }
  }

  @Test
  void absentNetwork() throws Exception {
    try (var module = new Module(EspAtOptions.DEFAULT)) {
      var json = examine(module, "", joining("elsewhere", PASSWORD));
      assertFinding(json, "network.link", "problem", "and not \"elsewhere\"");
      assertFinding(json, "network.address", "problem", "");
    }
  }

  @Test
  void portThatIsNotThere() {
    var pipe = Captured.pipe();
    int code = pipe.run(Devices::open, "doctor", "esp32:/dev/ttyNONE0");
    assertEquals(3, code);
    assertTrue(pipe.out().contains("problem      file       /dev/ttyNONE0"), pipe.out());
  }
}
