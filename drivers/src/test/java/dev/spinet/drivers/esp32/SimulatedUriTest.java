package dev.spinet.drivers.esp32;

import static dev.spinet.drivers.sim.SimulatedUris.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.spinet.drivers.sim.SimulatedUris;
import dev.spinet.socket.AccessPointNotFoundException;
import dev.spinet.socket.ChipResetException;
import dev.spinet.socket.Drivers;
import dev.spinet.socket.NetworkLink;
import dev.spinet.socket.Socket;
import dev.spinet.socket.WifiNetwork;
import dev.spinet.socket.WifiSecurity;
import dev.spinet.socket.WrongPasswordException;
import dev.spinet.socket.driver.DeviceUri;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A simulated module by its URI, and what URIs say of Wi-Fi networks. */
@Timeout(60)
final class SimulatedUriTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sim:esp-at",
        "sim:esp-at?profile=2.3&timing=line&command-time=2ms&baud=921600",
        "sim:esp-at?profile=2.4&flow=yes&baud=921600",
        "sim:esp-at?ap=guests,workshop:corn-flower&ssid=workshop&password=corn-flower",
        "sim:esp-at?ap=guests"
      })
  void reachesAServerOfThisMachine(String uri) throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var driver = Drivers.open(uri)) {
      var link = assertInstanceOf(NetworkLink.class, driver);
      assertFalse(link.isLinked());
      link.link();
      assertEquals("10.0.2.15", link.linkInfo().ip().getHostAddress());
      SimulatedUris.assertReaches(driver, server);
    }
  }

  @Test
  void isReachedThroughAForwardedPort() throws Exception {
    int port = SimulatedUris.freePort();
    try (var wifi = (Esp32) Drivers.open("sim:esp-at?forward=" + port + ":7")) {
      wifi.link();
      SimulatedUris.assertIsReached(wifi, port);
    }
  }

  @Test
  void whatIsToGoWrongComesFromAFile(@TempDir Path folder) throws Exception {
    var file = Files.writeString(folder.resolve("faults.txt"), "on 1st command CIPSTART: reboot\n");
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var wifi = (Esp32) Drivers.open("sim:esp-at?faults=" + file);
        var socket = new Socket(wifi)) {
      wifi.link();
      socket.setTimeout(10_000);
      assertThrows(
          ChipResetException.class, () -> socket.connect("10.0.2.2", server.getLocalPort()));
    }
    Files.writeString(file, "at once: reboot\n");
    assertSays(
        file + ", line 1",
        assertThrows(
            IllegalArgumentException.class, () -> Drivers.open("sim:esp-at?faults=" + file)));
  }

  @Test
  void takesStaticAddresses() throws Exception {
    try (var wifi = (Esp32) Drivers.open("sim:esp-at?ip=10.0.2.77/24&gateway=10.0.2.2")) {
      wifi.link();
      assertEquals("10.0.2.77", wifi.linkInfo().ip().getHostAddress());
      assertEquals("10.0.2.2", wifi.linkInfo().gateway().getHostAddress());
      assertEquals("spinet", wifi.network().orElseThrow().name());
    }
  }

  @Test
  void refusedNetworksHaveTheirCauses() throws Exception {
    try (var wifi = (Esp32) Drivers.open("sim:esp-at?password=wire-more")) {
      assertSays("refuses the password", assertThrows(WrongPasswordException.class, wifi::link));
    }
    try (var wifi = (Esp32) Drivers.open("sim:esp-at?ssid=elsewhere&password=wire-more")) {
      assertThrows(AccessPointNotFoundException.class, wifi::link);
    }
  }

  @Test
  void withoutANetworkItSaysWhatToDo() throws Exception {
    try (var board = ModuleBoard.builder().linked(false).build()) {
      assertSays("ssid=", assertThrows(IllegalStateException.class, board.driver::link));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sim:esp-at?int=yes           | unknown option 'int' in 'sim:esp-at'; sim: takes ap, baud, bssid, command-time, dns, faults, flow, forward, gateway, ip, mask, net, password, password-file, profile, security, ssid, start-baud, timing
          sim:esp-at?command-time=2    | in 'sim:esp-at?command-time=2': option 'command-time': '2' is not a time
          sim:esp-at?command-time=2000ms | option 'command-time': '2000ms' is too long
          sim:esp-at?faults=/no/file   | in 'sim:esp-at?faults=/no/file': there is no file '/no/file'
          sim:esp-at?profile=1.0       | option 'profile': there is no firmware '1.0'; there are
          sim:esp-at?flow=maybe        | option 'flow': RTS and CTS are wired, yes or no
          sim:esp-at?timing=slow       | option 'timing': 'slow' is not none, line or real
          sim:esp-at?start-baud=fast   | option 'start-baud': 'fast' is not a speed
          sim:esp-at?start-baud=9      | a module runs at 80 to 5000000 baud, not 9
          sim:esp-at?baud=9            | an ESP32 works at 80 to 5000000 baud, not 9
          sim:esp-at?forward=7         | '7' is not a forwarded port
          sim:esp-at?gateway=10.0.2.2  | option 'gateway' in 'sim:esp-at?gateway=10.0.2.2': it needs 'ip' too
          sim:esp-at?ssid=a&security=x | 'x' is no kind of protection; there are open, wep, wpa, wpa2,
          sim:esp-at?ssid=a&bssid=b    | option 'bssid'
          sim:esp-at?ssid=a&security=wpa3 | needs a password: add password-file=FILE, or set SPINET_WIFI_PASSWORD
          sim:esp-at?password-file=/no/secret | there is no file '/no/secret'
          sim:esp-at?ssid=             | the name of a Wi-Fi network has 1 to 32 bytes, not 0
          esp32:/dev/ttyUSB0?password-file=/secret | needs 'ssid' too
          esp32:                       | names no serial port
          """)
  void refuses(String uri, String sentence) {
    assertSays(sentence, assertThrows(IllegalArgumentException.class, () -> Drivers.open(uri)));
  }

  /** However wrong a URI is, what is behind password= is in no message. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sim:esp-at?password=SECRET&baud=9",
        "sim:esp-at?password=SECRET&colour=red",
        "sim:esp-at?password=SEC%SECRET",
        "sim:esp-at?colour&password=SECRET",
        "sim:esp-at?password=corn&SECRET",
        "sim:esp-at?password=SECRET&password=SECRET",
        "sim:esp-at?ap=home:SECRET-SECRET-SECRET-SECRET-SECRET-SECRET-SECRET-SECRET-SECRET-SECRET",
        "sim:esp-at?security=open&ssid=home&password=SECRET-SECRET",
        "sim:w5500?password=SECRET",
        "esp32:?password=SECRET",
        "esp64:/dev/ttyUSB0?password=SECRET",
        "?password=SECRET"
      })
  void messagesHoldNoPassword(String uri) {
    Throwable each = assertThrows(IllegalArgumentException.class, () -> Drivers.open(uri));
    for (; each != null; each = each.getCause()) {
      assertFalse(String.valueOf(each.getMessage()).contains("SECRET"), each.getMessage());
    }
  }

  @Test
  void aPasswordMayComeFromAFileOrTheEnvironment(@TempDir Path folder) throws Exception {
    var file = folder.resolve("key");
    Files.writeString(file, "from a file\n");
    assertEquals(
        WifiNetwork.of("home", WifiSecurity.WIFI_WPA2, "from a file"),
        network("esp32:/dev/x?ssid=home&password-file=" + file, Map.of()));
    var environment = Map.of("SPINET_WIFI_PASSWORD", "from outside");
    assertEquals(
        WifiNetwork.of("home", WifiSecurity.WIFI_WPA2_WPA3, "from outside"),
        network("esp32:/dev/x?ssid=home&security=wpa2-wpa3", environment));
    assertEquals(
        WifiNetwork.of("home", WifiSecurity.WIFI_OPEN, ""),
        network("esp32:/dev/x?ssid=home&security=open", environment));
    Files.writeString(file, "x".repeat(300));
    assertSays(
        "holds more than a password",
        assertThrows(
            IllegalArgumentException.class,
            () -> network("esp32:/dev/x?ssid=home&password-file=" + file, Map.of())));
  }

  private static WifiNetwork network(String uri, Map<String, String> environment) {
    return Objects.requireNonNull(WifiOptions.read(DeviceUri.parse(uri), environment::get));
  }
}
