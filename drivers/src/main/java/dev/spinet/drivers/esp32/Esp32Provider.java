package dev.spinet.drivers.esp32;

import dev.spinet.drivers.ipv4.AddressOptions;
import dev.spinet.socket.driver.DeviceUri;
import dev.spinet.socket.driver.DriverProvider;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * Opens an ESP32 by URI, such as {@code
 * esp32:/dev/ttyUSB0?baud=921600&flow=yes&ssid=workshop&password-file=/etc/workshop.key}. Options,
 * all of which may be left out:
 *
 * <table>
 *   <caption>Options of the scheme esp32</caption>
 *   <tr><th>name</th><th>value</th><th>example</th></tr>
 *   <tr><td>baud</td><td>speed to work at</td><td>921600</td></tr>
 *   <tr><td>start-baud</td><td>speed of the module after it was switched on</td><td>115200</td></tr>
 *   <tr><td>flow</td><td>whether RTS and CTS are wired</td><td>yes</td></tr>
 *   <tr><td>ssid</td><td>name of the network that {@link Esp32#link()} joins</td>
 *   <td>workshop</td></tr>
 *   <tr><td>password-file</td><td>a file that holds its password and nothing else</td>
 *   <td>/etc/workshop.key</td></tr>
 *   <tr><td>password</td><td>its password; who may list the processes of this machine can read it if
 *   the URI is on a command line</td><td>corn%26flower</td></tr>
 *   <tr><td>security</td><td>how it is protected: open, wep, wpa, wpa2, wpa-wpa2, wpa3, wpa2-wpa3;
 *   without it wpa2, or open if there is no password</td><td>wpa3</td></tr>
 *   <tr><td>bssid</td><td>hardware address of one of several access points</td>
 *   <td>02:00:00:12:34:56</td></tr>
 *   <tr><td>ip</td><td>static address and length of the prefix; without it the address comes by
 *   DHCP</td><td>192.168.1.50/24</td></tr>
 *   <tr><td>mask</td><td>subnet mask, instead of a prefix</td><td>255.255.255.0</td></tr>
 *   <tr><td>gateway</td><td>router, with {@code ip} only</td><td>192.168.1.1</td></tr>
 *   <tr><td>dns</td><td>name server, with {@code ip} only</td><td>192.168.1.1</td></tr>
 * </table>
 *
 * <p>With {@code ssid} and neither {@code password} nor {@code password-file}, the password is
 * taken from the environment variable {@code SPINET_WIFI_PASSWORD}. No message of the driver holds
 * it. Values are percent-encoded: {@code &} is {@code %26}, {@code +} is {@code %2B}.
 */
public final class Esp32Provider implements DriverProvider {

  /** Names of the options of a device URI. */
  public static final Set<String> NAMES = names();

  private static Set<String> names() {
    var names = new HashSet<>(Set.of("baud", "start-baud", "flow"));
    names.addAll(WifiOptions.NAMES);
    names.addAll(AddressOptions.NAMES);
    return Set.copyOf(names);
  }

  /** For {@link java.util.ServiceLoader}. */
  public Esp32Provider() {}

  @Override
  public String scheme() {
    return "esp32";
  }

  /**
   * {@inheritDoc}
   *
   * @throws dev.spinet.socket.ChipNotFoundException if no module answers
   * @throws dev.spinet.bindings.bus.BusException if the port cannot be opened
   */
  @Override
  public NetworkDriver open(DeviceUri uri) throws IOException {
    if (uri.path().isEmpty()) {
      throw new IllegalArgumentException(
          "'%s' names no serial port: it should look like esp32:/dev/ttyUSB0"
              .formatted(uri.text()));
    }
    return Esp32.open(uri.path(), options(uri));
  }

  /**
   * Reads the options of a URI of this scheme or of one that takes the same options, for who has a
   * byte channel of another kind.
   *
   * @param uri the URI
   * @return the options for {@link Esp32#on}
   * @throws IllegalArgumentException if one is unknown or wrong; the message says which
   */
  public static Esp32Options options(DeviceUri uri) {
    uri.requireOptions(NAMES);
    var options = new Esp32Options();
    uri.options()
        .forEach((name, value) -> {
          switch (name) {
            case "baud" -> options.baudRate(number(uri, name, value));
            case "start-baud" -> options.startBaudRate(number(uri, name, value));
            case "flow" -> options.flowControl(yesOrNo(uri, value));
            default -> {
              // Of the network, and read together.
            }
          }
        });
    var network = WifiOptions.read(uri, System::getenv);
    if (network != null) {
      options.network(network);
    }
    var address = AddressOptions.read(uri);
    if (address != null) {
      options.address(address.ip(), address.mask(), address.gateway(), address.dns());
    }
    return options;
  }

  private static int number(DeviceUri uri, String name, String value) {
    if (!value.matches("[0-9]{1,9}")) {
      throw new IllegalArgumentException(
          "option '%s' in '%s' is not a number".formatted(name, uri.text()));
    }
    return Integer.parseInt(value);
  }

  private static boolean yesOrNo(DeviceUri uri, String value) {
    return switch (value) {
      case "yes" -> true;
      case "no" -> false;
      default ->
          throw new IllegalArgumentException(
              "option 'flow' in '%s' is yes or no, not '%s'".formatted(uri.text(), value));
    };
  }
}
