package dev.spinet.socket.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DeviceUriTest {

  @Test
  void takesAUriApart() {
    var uri = DeviceUri.parse("w5500:/dev/spidev0.0?int=/dev/gpiochip0:25&speed=33MHz&note=a%20b");
    assertEquals("w5500", uri.scheme());
    assertEquals("/dev/spidev0.0", uri.path());
    assertEquals(
        Map.of("int", "/dev/gpiochip0:25", "speed", "33MHz", "note", "a b"), uri.options());
    assertEquals(List.of("int", "speed", "note"), List.copyOf(uri.options().keySet()));
  }

  @Test
  void pathAndOptionsMayBeMissing() {
    var uri = DeviceUri.parse("sim:");
    assertEquals("", uri.path());
    assertEquals(Map.of(), uri.options());
    assertEquals("", DeviceUri.parse("sim:w5500?empty=").options().get("empty"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "w5500",
        ":w5500",
        "W5500:/dev/x",
        "5:/dev/x",
        "w5500:/dev/x?",
        "w5500:/dev/x?a",
        "w5500:/dev/x?=b",
        "w5500:/dev/x?a=1&",
        "w5500:/dev/x?a=1&a=2",
        "w5500:/dev/x?a=%zz"
      })
  void refusesWhatIsMalformed(String text) {
    assertThrows(IllegalArgumentException.class, () -> DeviceUri.parse(text));
  }

  @Test
  void anUnknownOptionIsNamedWithTheKnownOnes() {
    var uri = DeviceUri.parse("w5500:/dev/x?sped=1");
    var error =
        assertThrows(
            IllegalArgumentException.class, () -> uri.requireOptions(Set.of("speed", "int")));
    String message = String.valueOf(error.getMessage());
    assertTrue(message.contains("'sped'") && message.contains("int, speed"), message);
    uri.requireOptions(Set.of("sped"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "esp32:/dev/x?ssid=a&password=hunter22",
        "esp32:/dev/x?ssid=a&Password=hunter22",
        "esp32:/dev/x?ssid=a&passwd=hunter22",
        "esp32:/dev/x?ssid=a&passphrase=hunter22",
        "esp32:/dev/x?ssid=a&wifi-psk=hunter22&bssid=hunter22",
        "esp32:/dev/x?ssid=a&PWD=hunter22",
        "esp32:/dev/x?ssid=a&key=hunter22",
        "esp32:/dev/x?ssid=a&secret=hunter22",
        "esp32:/dev/x?ssid=a&pass%77ord=hunter22",
        "esp32:/dev/x?ssid=a&p%61ss=hunter22",
        "esp32:/dev/x?ssid=a;password=hunter22",
        "esp32:/dev/x?ssid=a&password:hunter22",
        "sim:esp-at?AP=a,hunter22",
        "sim:esp-at?ap=a,hunter22"
      })
  void whatIsSecretIsShownNowhere(String text) {
    assertFalse(DeviceUri.withoutSecrets(text).contains("hunter22"));
    assertTrue(
        DeviceUri.withoutSecrets(text).contains("=***")
            || DeviceUri.withoutSecrets(text).contains(":***"));
    String message = "";
    try {
      var uri = DeviceUri.parse(text);
      assertFalse(uri.toString().contains("hunter22"));
      uri.requireOptions(Set.of("speed"));
    } catch (IllegalArgumentException e) {
      message = String.valueOf(e.getMessage());
    }
    assertFalse(message.isEmpty());
    assertFalse(message.contains("hunter22"), message);
  }

  @Test
  void theSecretOfAMisspeltUriIsShownNowhere() {
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> DeviceUri.parse("esp32?ssid=a&password=hunter22:b"));
    assertFalse(String.valueOf(error.getMessage()).contains("hunter22"), error.getMessage());
  }

  @Test
  void valuesAreNotShownWithAnOptionThatIsNotKnown() {
    var uri = DeviceUri.parse("esp32:/dev/x?ssid=a&wifi=hunter22");
    var error =
        assertThrows(IllegalArgumentException.class, () -> uri.requireOptions(Set.of("ssid")));
    String message = String.valueOf(error.getMessage());
    assertFalse(message.contains("hunter22"), message);
    assertTrue(message.contains("'wifi' in 'esp32:/dev/x'"), message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "w5500:/dev/spidev0.0?int=/dev/gpiochip0:25&speed=33MHz&note=a%20b",
        "esp32:/dev/ttyUSB0?baud=921600&flow=yes&ssid=work%26shop&password-file=/etc/workshop.key",
        "sim:w5500?net=lan"
      })
  void whatIsNotSecretIsShown(String text) {
    assertEquals(text, DeviceUri.withoutSecrets(text));
    assertEquals(text, DeviceUri.parse(text).text());
  }
}
