package dev.spinet.cli.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AccessListTest {

  @ParameterizedTest
  @CsvSource({
    "192.168.0.0/24, 192.168.0.255, true",
    "192.168.0.0/24, 192.168.1.0, false",
    "10.0.0.0/7, 11.255.255.255, true",
    "10.0.0.0/7, 12.0.0.0, false",
    "10.1.2.3, 10.1.2.3, true",
    "10.1.2.3, 10.1.2.2, false",
    "0.0.0.0/0, 8.8.8.8, true",
    "fd00::/8, fd12::1, true",
    "fd00::/8, 10.0.0.1, false"
  })
  void knowsItsNetworks(String network, String client, boolean allowed) {
    assertEquals(allowed, AccessList.parse(List.of(network)).allows(InetAddress.ofLiteral(client)));
  }

  @Test
  void letsThisMachineInAlways() {
    var nobody = AccessList.parse(List.of());
    assertTrue(nobody.isLoopbackOnly());
    assertTrue(nobody.allows(InetAddress.ofLiteral("127.0.0.1")));
    assertTrue(nobody.allows(InetAddress.ofLiteral("::1")));
    assertFalse(nobody.allows(InetAddress.ofLiteral("10.0.0.1")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "host", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "fd00::/129"})
  void refusesWhatIsNoNetwork(String text) {
    assertThrows(IllegalArgumentException.class, () -> AccessList.parse(List.of(text)));
  }
}
