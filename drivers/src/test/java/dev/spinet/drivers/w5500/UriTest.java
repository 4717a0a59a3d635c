package dev.spinet.drivers.w5500;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.socket.Drivers;
import dev.spinet.socket.MacAddress;
import dev.spinet.socket.driver.DeviceUri;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Device URIs and options. */
final class UriTest {

  private static W5500Options read(String uri) {
    return UriOptions.read(DeviceUri.parse(uri));
  }

  @Test
  void everything() {
    var options =
        read(
            "w5500:/dev/spidev0.0?int=/dev/gpiochip0:25&reset=/dev/gpiochip4:24&speed=33MHz"
                + "&mac=02:00:00:12:34:56&ip=192.168.1.50/26&gateway=192.168.1.1&buffers=8,4,2,2");
    assertEquals(new W5500Options.GpioLine("/dev/gpiochip0", 25), options.interrupt());
    assertEquals(new W5500Options.GpioLine("/dev/gpiochip4", 24), options.reset());
    assertEquals(33_000_000, options.speedHz());
    assertEquals(MacAddress.parse("02:00:00:12:34:56"), options.mac());
    var info = options.linkInfo();
    assertNotNull(info);
    assertEquals("192.168.1.50", info.ip().getHostAddress());
    assertEquals("255.255.255.192", info.mask().getHostAddress());
    assertEquals("192.168.1.1", info.gateway().getHostAddress());
    assertEquals(List.of(8, 4, 2, 2), options.buffers());
  }

  @Test
  void addressesWithAMask() {
    var options =
        read(
            "w5500:/dev/spidev0.0?ip=192.168.1.50&mask=255.255.255.128&gateway=192.168.1.1"
                + "&dns=192.168.1.2&hostname=meter-7&phy=100full");
    var info = options.linkInfo();
    assertNotNull(info);
    assertEquals("255.255.255.128", info.mask().getHostAddress());
    assertEquals("192.168.1.2", info.dns().getHostAddress());
    assertEquals("meter-7", options.hostName());
    assertEquals(PhyMode.FIXED_100_FULL, options.phy());
  }

  @Test
  void nothing() {
    var options = read("w5500:/dev/spidev0.0");
    assertEquals(33_300_000, options.speedHz());
    assertEquals(List.of(2, 2, 2, 2, 2, 2, 2, 2), options.buffers());
    assertEquals(null, options.interrupt());
    assertEquals(null, options.linkInfo());
    assertEquals("spinet", options.hostName());
    assertEquals(PhyMode.AUTO, options.phy());
  }

  @ParameterizedTest
  @CsvSource({"33.3MHz, 33300000", "500kHz, 500000", "8000000, 8000000", "1.5mhz, 1500000"})
  void speeds(String text, int hertz) {
    assertEquals(hertz, read("w5500:/dev/spidev0.0?speed=" + text).speedHz());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "w5500:|names no SPI device",
        "w5500:/dev/spidev0.0?irq=1|unknown option 'irq'",
        "w5500:/dev/spidev0.0?int=25|/dev/gpiochip0:25",
        "w5500:/dev/spidev0.0?reset=/dev/gpiochip0:|/dev/gpiochip0:25",
        "w5500:/dev/spidev0.0?speed=fast|33.3MHz",
        "w5500:/dev/spidev0.0?speed=900MHz|80000000",
        "w5500:/dev/spidev0.0?speed=999999999MHz|faster than any bus",
        "w5500:/dev/spidev0.0?speed=0|80000000",
        "w5500:/dev/spidev0.0?mac=1|02:00:00:12:34:56",
        "w5500:/dev/spidev0.0?mac=ff:ff:ff:ff:ff:ff|single station",
        "w5500:/dev/spidev0.0?ip=host|192.168.1.50/24",
        "w5500:/dev/spidev0.0?ip=192.168.1.300|at most 255",
        "w5500:/dev/spidev0.0?ip=192.168.1.5/33|1 to 32",
        "w5500:/dev/spidev0.0?ip=192.168.1.5/24&gateway=10.0.0.1|not in the network",
        "w5500:/dev/spidev0.0?gateway=10.0.0.1|needs 'ip'",
        "w5500:/dev/spidev0.0?mask=255.0.0.0|needs 'ip'",
        "w5500:/dev/spidev0.0?dns=10.0.0.1|needs 'ip'",
        "w5500:/dev/spidev0.0?ip=10.0.0.1/8&mask=255.0.0.0|not both",
        "w5500:/dev/spidev0.0?ip=10.0.0.1&mask=255.0.255.0|not a subnet mask",
        "w5500:/dev/spidev0.0?ip=10.0.0.1&dns=server|not an IPv4 address",
        "w5500:/dev/spidev0.0?hostname=my board|not a host name",
        "w5500:/dev/spidev0.0?phy=1000full|none of auto",
        "w5500:/dev/spidev0.0?buffers=3|0, 1, 2, 4, 8 or 16",
        "w5500:/dev/spidev0.0?buffers=16,1|1 to 16 KiB together",
        "w5500:/dev/spidev0.0?buffers=a|4,4,4,4",
        "w5500:/dev/spidev0.0?buffers=1,1,1,1,1,1,1,1,1|8 sockets",
      })
  void mistakes(String uri, String expected) {
    var failure = assertThrows(IllegalArgumentException.class, () -> read(uri));
    var message = Streams.message(failure);
    assertTrue(message.contains(expected), message);
  }

  @Test
  void isFoundByItsScheme() {
    var failure =
        assertThrows(BusException.class, () -> Drivers.open("w5500:/dev/no-such-spidev0.0"));
    var message = Streams.message(failure);
    assertTrue(message.contains("/dev/no-such-spidev0.0"), message);
    assertThrows(BusException.class, () -> W5500.open("/dev/null"));
  }
}
