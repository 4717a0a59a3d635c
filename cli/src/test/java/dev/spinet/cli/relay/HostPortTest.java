package dev.spinet.cli.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HostPortTest {

  @Test
  void readsHosts() {
    assertEquals(new HostPort("192.168.1.10", 80), HostPort.target("192.168.1.10:80"));
    assertEquals(new HostPort("printer.lan", 631), HostPort.target("printer.lan:631"));
    assertEquals(new HostPort("127.0.0.1", 0), HostPort.listener("0", "127.0.0.1"));
    assertEquals(new HostPort("10.0.0.1", 65535), HostPort.listener("10.0.0.1:65535", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "80", ":80", "host:", "host:0", "host:65536", "host:-1", "a b:80", "h:80:90"})
  void refusesTargets(String text) {
    var refusal = assertThrows(IllegalArgumentException.class, () -> HostPort.target(text));
    assertTrue(String.valueOf(refusal.getMessage()).contains("'" + text + "'"));
  }

  @Test
  void readsRoutes() {
    assertEquals(
        new RelayPlan.Route(new HostPort("127.0.0.1", 8080), new HostPort("h", 80)),
        RelayPlan.Route.parse("8080=h:80", RelayPlan.LOOPBACK));
    assertThrows(IllegalArgumentException.class, () -> RelayPlan.Route.parse("8080:h:80", ""));
  }
}
