package dev.spinet.socket.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
}
