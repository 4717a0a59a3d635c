package dev.spinet.cli.demo;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spinet.cli.Captured;
import dev.spinet.cli.device.Devices;
import dev.spinet.simulator.espat.AccessPoint;
import dev.spinet.simulator.espat.EspAtOptions;
import dev.spinet.simulator.espat.EspAtPty;
import dev.spinet.simulator.espat.FirmwareProfile;
import dev.spinet.simulator.lan.EspAtLan;
import dev.spinet.simulator.lan.W5500Lan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The demonstration over Wi-Fi: socket, driver, AT commands, simulated module, real servers. */
@Timeout(120)
class WifiDemoTest {

  private static final String SECRET = "a secret of the workshop";

  private final Captured pipe = Captured.pipe();

  private int demo(String... arguments) {
    var line = new ArrayList<>(List.of("demo"));
    line.addAll(List.of(arguments));
    return pipe.run(Devices::open, line.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sim:esp-at",
        "sim:esp-at?profile=2.4",
        "sim:esp-at?baud=3000000&flow=yes&timing=line&profile=5.0"
      })
  void succeeds(String uri) throws Exception {
    int code = demo("--json", "--size=300KiB", "--device", uri);
    assertEquals(0, code, pipe.err());
    JsonNode json = new ObjectMapper().readTree(pipe.out());
    long payload = json.at("/bus/download/payloadBytes").asLong();
    long fromModule = json.at("/bus/download/bytesFromModule").asLong();
    assertAll(
        () -> assertEquals(uri, json.get("deviceUri").asText()),
        () -> assertTrue(json.at("/device/simulated").asBoolean()),
        () -> assertEquals("spinet", json.at("/wifi/ssid").asText()),
        () -> assertEquals("WIFI_WPA2", json.at("/wifi/security").asText()),
        () -> assertEquals(-47, json.at("/wifi/rssi").asInt()),
        () -> assertEquals("10.0.2.15", json.at("/link/ip").asText()),
        () -> assertEquals(300 * 1024, json.at("/download/bytes").asLong()),
        () -> assertTrue(payload > 300 * 1024),
        () -> assertTrue(fromModule > payload, "more payload than bytes on the line"),
        () -> assertTrue(payload > fromModule * 9 / 10, "much of the line was no payload: " + json),
        () -> assertTrue(json.at("/bus/start/commands").asLong() > 0),
        () -> assertTrue(json.at("/bus/echo/bytesToModule").asLong() > 0));
  }

  @Test
  void tellsTheStory() {
    assertEquals(0, demo("--size=10000", "--device=sim:esp-at?ap=home:" + SECRET), pipe.err());
    String out = pipe.out();
    assertAll(
        () -> assertTrue(out.contains("Device    ESP32 on simulated serial line\n"), out),
        () -> assertTrue(out.contains("Wi-Fi     joined \"home\" (WIFI_WPA2), -47 dBm\n"), out),
        () -> assertTrue(out.contains("address 10.0.2.15/24, gateway 10.0.2.2"), out),
        () -> assertTrue(out.contains("What crossed the serial line\n"), out),
        () -> assertTrue(out.contains("commands"), out),
        () -> assertFalse(out.contains("SPI"), out),
        () -> assertFalse(out.contains(SECRET), out));
  }

  /** Real system calls on a terminal, at the other end of which the module is. */
  @ParameterizedTest
  @EnumSource(names = {"V2_4", "V4_1"})
  void succeedsOnASerialPort(FirmwareProfile profile, @TempDir Path folder) throws Exception {
    var key = Files.writeString(folder.resolve("key"), SECRET + "\n");
    var options = EspAtOptions.DEFAULT.withProfile(profile);
    try (var lan =
            new EspAtLan(options, List.of(AccessPoint.of("home", SECRET)), W5500Lan.Reach.HOST);
        var port = EspAtPty.open(lan.module(), Optional.empty())) {
      var uri = "esp32:%s?baud=921600&ssid=home&password-file=%s".formatted(port.path(), key);
      int code = demo("--json", "--size=1MiB", "--server-address=127.0.0.1", "--device=" + uri);
      assertEquals(0, code, pipe.err());
      JsonNode json = new ObjectMapper().readTree(pipe.out());
      assertFalse(json.at("/device/simulated").asBoolean());
      assertEquals(1024 * 1024, json.at("/download/bytes").asLong());

      // What the driver says has crossed the line is what the module has seen; then sockets close.
      var seen = lan.module().counters().serial();
      long told = json.at("/bus/total/bytesToModule").asLong();
      assertTrue(
          seen.bytesToModule() >= told && seen.bytesToModule() < told + 500,
          "counted " + told + " bytes, the module " + seen.bytesToModule());
    }
    assertFalse(pipe.out().contains(SECRET), pipe.out());
  }

  @Test
  void namesAWrongPasswordAndDoesNotTellIt() {
    assertEquals(4, demo("--json", "--device=sim:esp-at?password=" + SECRET));
    assertTrue(pipe.err().contains("\"spinet\" (WIFI_WPA2) refuses the password"), pipe.err());
    assertFalse(pipe.err().contains(SECRET), pipe.err());
    assertTrue(pipe.out().contains("sim:esp-at?password=***"), pipe.out());
    assertFalse(pipe.out().contains(SECRET), pipe.out());
  }

  @Test
  void namesAnAccessPointThatIsNotThere() {
    assertEquals(4, demo("--device=sim:esp-at?ssid=elsewhere&password=" + SECRET));
    assertTrue(pipe.err().contains("no access point of \"elsewhere\""), pipe.err());
  }

  /**
   * What the line has lost is not the server's doing, although some bytes came before. It loses
   * more than stands between two pieces of payload. If the module has nothing to say but answers
   * then, it seems to have fallen silent.
   */
  @Test
  void aLossOnTheLineIsNotBlamedOnTheServer(@TempDir Path folder) throws Exception {
    var faults =
        Files.writeString(folder.resolve("faults"), "at byte 20000 to host: lose 600 bytes\n");
    int code = demo("--size=300KiB", "--device", "sim:esp-at?faults=" + faults);
    assertTrue(code != 0, pipe.out());
    assertFalse(pipe.err().contains("the HTTP server"), pipe.err());
    assertTrue(
        pipe.err().contains("were lost or changed")
            || pipe.err().contains("had to be restarted, because it did not answer"),
        pipe.err());
  }
}
