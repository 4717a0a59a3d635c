package dev.spinet.drivers.w5500;

import dev.spinet.socket.driver.DeviceUri;
import dev.spinet.socket.driver.DriverProvider;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;

/**
 * Opens a W5500 by URI, such as {@code
 * w5500:/dev/spidev0.0?int=/dev/gpiochip0:25&reset=/dev/gpiochip0:24&speed=33MHz}. Options, all of
 * which may be left out:
 *
 * <table>
 *   <caption>Options of the scheme w5500</caption>
 *   <tr><th>name</th><th>value</th><th>example</th></tr>
 *   <tr><td>int</td><td>GPIO chip and line of INTn</td><td>/dev/gpiochip0:25</td></tr>
 *   <tr><td>reset</td><td>GPIO chip and line of RSTn</td><td>/dev/gpiochip0:24</td></tr>
 *   <tr><td>speed</td><td>highest clock of the bus in Hz, kHz or MHz</td><td>33.3MHz</td></tr>
 *   <tr><td>mac</td><td>hardware address</td><td>02:00:00:12:34:56</td></tr>
 *   <tr><td>ip</td><td>static address and length of the prefix; without it the address comes by
 *   DHCP</td><td>192.168.1.50/24</td></tr>
 *   <tr><td>mask</td><td>subnet mask, instead of a prefix</td><td>255.255.255.0</td></tr>
 *   <tr><td>gateway</td><td>router, with {@code ip} only</td><td>192.168.1.1</td></tr>
 *   <tr><td>dns</td><td>name server, with {@code ip} only</td><td>192.168.1.1</td></tr>
 *   <tr><td>hostname</td><td>name to tell a DHCP server</td><td>meter-7</td></tr>
 *   <tr><td>phy</td><td>speed of the cable: auto, negotiate, 10half, 10full, 100half,
 *   100full</td><td>100full</td></tr>
 *   <tr><td>buffers</td><td>KiB by socket number</td><td>4,4,4,4</td></tr>
 * </table>
 */
public final class W5500Provider implements DriverProvider {

  /** For {@link java.util.ServiceLoader}. */
  public W5500Provider() {}

  @Override
  public String scheme() {
    return "w5500";
  }

  /**
   * {@inheritDoc}
   *
   * @throws dev.spinet.socket.ChipNotFoundException if no W5500 answers
   * @throws dev.spinet.bindings.bus.BusException if a device file cannot be opened
   */
  @Override
  public NetworkDriver open(DeviceUri uri) throws IOException {
    var options = UriOptions.read(uri);
    return W5500.open(uri.path(), options);
  }
}
