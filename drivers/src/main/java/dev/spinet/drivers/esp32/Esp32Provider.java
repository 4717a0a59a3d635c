package dev.spinet.drivers.esp32;

import dev.spinet.socket.driver.DeviceUri;
import dev.spinet.socket.driver.DriverProvider;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.util.Set;

/**
 * Opens an ESP32 by URI, such as {@code esp32:/dev/ttyUSB0?baud=921600&flow=yes}. Options, all of
 * which may be left out:
 *
 * <table>
 *   <caption>Options of the scheme esp32</caption>
 *   <tr><th>name</th><th>value</th><th>example</th></tr>
 *   <tr><td>baud</td><td>speed to work at</td><td>921600</td></tr>
 *   <tr><td>start-baud</td><td>speed of the module after it was switched on</td><td>115200</td></tr>
 *   <tr><td>flow</td><td>whether RTS and CTS are wired</td><td>yes</td></tr>
 * </table>
 *
 * <p>A URI holds no password, since it goes into messages: join a network with {@link
 * dev.spinet.socket.Wifi#link(String, dev.spinet.socket.WifiSecurity, String)}.
 */
public final class Esp32Provider implements DriverProvider {

  private static final Set<String> NAMES = Set.of("baud", "start-baud", "flow");

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
            default -> throw new AssertionError(name);
          }
        });
    return options;
  }

  private static int number(DeviceUri uri, String name, String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "option '%s' in '%s' is not a number".formatted(name, uri.text()), e);
    }
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
