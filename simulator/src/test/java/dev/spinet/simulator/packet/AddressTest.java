package dev.spinet.simulator.packet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.simulator.random.RandomCases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

  @Test
  void ethernetAddressesSurviveTextAndWire() {
    RandomCases.of(
        500,
        random -> {
          var mac = new MacAddress(RandomCases.between(0, 0xFFFF_FFFF_FFFFL, random));
          var wire = new byte[8];
          mac.write(wire, 1);
          assertEquals(mac, MacAddress.read(wire, 1));
          assertEquals(0, wire[0] | wire[7], "the neighbours are left alone");
          assertEquals(mac, MacAddress.parse(mac.toString()));
        });
  }

  @Test
  void internetAddressesSurviveTextAndWire() {
    RandomCases.of(
        500,
        random -> {
          var ip = new Ipv4Address(RandomCases.anyInt(random));
          assertEquals(ip, Ipv4Address.read(ip.toBytes(), 0));
          assertEquals(ip, Ipv4Address.parse(ip.toString()));
        });
  }

  @Test
  void theFirstByteOnTheWireIsTheFirstInTheText() {
    var wire = new byte[6];
    MacAddress.parse("02-53-50-4E-00-01").write(wire, 0);
    assertArrayEquals(new byte[] {2, 0x53, 0x50, 0x4E, 0, 1}, wire);
    assertArrayEquals(new byte[] {10, 0, 2, 15}, Ipv4Address.parse("10.0.2.15").toBytes());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "10.0.2", "10.0.2.256", "10.0.2.3.4", "a.b.c.d", "10.0.2.-1", "1..2.3"})
  void whatIsNoInternetAddressIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Ipv4Address.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "02:53:50:4e:00", "02:53:50:4e:00:1", "0g:53:50:4e:00:01"})
  void whatIsNoEthernetAddressIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> MacAddress.parse(text));
  }

  @Test
  void networksAreComparedByPrefix() {
    var here = Ipv4Address.parse("10.0.2.15");
    assertTrue(here.sameNetwork(Ipv4Address.parse("10.0.2.255"), 24));
    assertFalse(here.sameNetwork(Ipv4Address.parse("10.0.3.15"), 24));
    assertTrue(here.sameNetwork(Ipv4Address.parse("192.168.0.1"), 0));
    assertFalse(here.sameNetwork(Ipv4Address.parse("10.0.2.14"), 32));
  }

  @Test
  void multicastGroupsHaveAnEthernetAddress() {
    var group = Ipv4Address.parse("239.129.2.3");
    assertTrue(group.isMulticast());
    assertEquals(MacAddress.parse("01:00:5e:01:02:03"), MacAddress.ofMulticast(group));
    assertTrue(MacAddress.ofMulticast(group).isGroup());
  }
}
