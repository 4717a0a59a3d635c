package dev.spinet.socket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet4Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hardware addresses, and the addresses of a link. */
final class AddressesTest {

  private static final MacAddress MAC = MacAddress.parse("02:00:00:12:34:56");
  private static final Inet4Address NONE = ip("0.0.0.0");

  private static Inet4Address ip(String text) {
    return Inet4Address.ofLiteral(text);
  }

  @Test
  void aMacAddressHasThreeForms() {
    byte[] octets = {(byte) 0xfe, 0, 1, 0x7f, (byte) 0x80, (byte) 0xff};
    var mac = MacAddress.of(octets);
    assertEquals("fe:00:01:7f:80:ff", mac.toString());
    assertEquals(0xfe00_017f_80ffL, mac.value());
    assertArrayEquals(octets, mac.octets());
    assertEquals(mac, MacAddress.parse("FE-00-01-7F-80-FF"));
    assertEquals(mac, new MacAddress(mac.value()));
  }

  @Test
  void aMacAddressTellsItsKind() {
    assertTrue(MAC.isLocallyAdministered());
    assertFalse(MAC.isMulticast());
    assertTrue(MacAddress.parse("01:00:5e:00:00:00").isMulticast());
    assertFalse(MacAddress.parse("00:08:dc:00:00:00").isLocallyAdministered());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "02:00:00:12:34",
        "02:00:00:12:34:56:78",
        "2:0:0:12:34:56",
        "02:00:00:12:34:5g"
      })
  void whatIsNoMacAddressIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> MacAddress.parse(text));
  }

  @Test
  void aMacAddressHasSixOctets() {
    assertThrows(IllegalArgumentException.class, () -> MacAddress.of(new byte[5]));
    assertThrows(IllegalArgumentException.class, () -> new MacAddress(1L << 48));
    assertThrows(IllegalArgumentException.class, () -> new MacAddress(-1));
  }

  @Test
  void aLinkWithoutMaskGetsTheUsualOne() {
    var link = LinkInfo.ofStatic(ip("192.168.1.50"), NONE, NONE, NONE, MAC);
    assertEquals(ip("255.255.255.0"), link.mask());
    assertEquals(24, link.prefixLength());
    assertTrue(link.hasAddress());
    assertFalse(LinkInfo.ofStatic(NONE, NONE, NONE, NONE, MAC).hasAddress());
    assertEquals(NONE, LinkInfo.ofStatic(NONE, NONE, NONE, NONE, MAC).mask());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "128.0.0.0", "255.255.240.0", "255.255.255.255"})
  void aMaskIsOnesThenZeros(String mask) {
    var link = new LinkInfo(ip("192.168.1.50"), ip(mask), NONE, NONE, MAC);
    assertEquals(ip(mask), link.mask());
  }

  @ParameterizedTest
  @ValueSource(strings = {"255.0.255.0", "0.0.0.1", "255.255.255.253", "127.255.255.255"})
  void anyOtherMaskIsRefused(String mask) {
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> new LinkInfo(ip("192.168.1.50"), ip(mask), NONE, NONE, MAC));
    assertTrue(String.valueOf(error.getMessage()).startsWith(mask));
  }

  @ParameterizedTest
  @ValueSource(strings = {"224.0.0.1", "255.255.255.255"})
  void aGroupIsNoAddressOfAnInterface(String group) {
    assertThrows(
        IllegalArgumentException.class, () -> LinkInfo.ofStatic(ip(group), NONE, NONE, NONE, MAC));
  }

  @Test
  void theGatewayIsInTheNetwork() {
    var mask = ip("255.255.255.128");
    var link = LinkInfo.ofStatic(ip("10.0.0.5"), mask, ip("10.0.0.126"), ip("8.8.8.8"), MAC);
    assertEquals(ip("10.0.0.126"), link.gateway());
    assertThrows(
        IllegalArgumentException.class,
        () -> LinkInfo.ofStatic(ip("10.0.0.5"), mask, ip("10.0.0.129"), NONE, MAC));
  }

  @Test
  void anInterfaceTakesAddressesAsText() throws Exception {
    var eth = new RecordingEth();
    eth.setLinkInfo("192.168.1.50", "255.255.255.0", "192.168.1.1", "0.0.0.0");
    assertEquals(List.of("192.168.1.50 255.255.255.0 192.168.1.1 0.0.0.0"), eth.calls);
    for (String wrong : List.of("", "192.168.1", "192.168.1.256", "192.168.1.050", "host", "::1")) {
      var error =
          assertThrows(
              IllegalArgumentException.class,
              () -> eth.setLinkInfo("192.168.1.50", "0.0.0.0", wrong, "0.0.0.0"));
      assertEquals(
          "'%s' is not the address of a gateway: it should look like 192.168.1.10".formatted(wrong),
          error.getMessage());
    }
    assertEquals(1, eth.calls.size());
  }

  @Test
  void linkWaitsHalfAMinuteUnlessTold() throws Exception {
    var eth = new RecordingEth();
    eth.link();
    assertEquals(List.of("link PT30S"), eth.calls);
  }

  /** Writes down what it is asked. */
  private static final class RecordingEth implements Eth {

    private final List<String> calls = new ArrayList<>();

    @Override
    public void link(Duration timeout) {
      calls.add("link " + timeout);
    }

    @Override
    public void unlink() {
      calls.add("unlink");
    }

    @Override
    public boolean isLinked() {
      return false;
    }

    @Override
    public LinkInfo linkInfo() {
      return LinkInfo.ofStatic(NONE, NONE, NONE, NONE, MAC);
    }

    @Override
    public void setLinkInfo(
        Inet4Address address, Inet4Address mask, Inet4Address gateway, Inet4Address dns) {
      calls.add(
          "%s %s %s %s"
              .formatted(
                  address.getHostAddress(),
                  mask.getHostAddress(),
                  gateway.getHostAddress(),
                  dns.getHostAddress()));
    }
  }
}
