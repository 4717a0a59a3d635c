package dev.spinet.cli.device;

import dev.spinet.cli.device.SimulatedW5500.Settings;
import dev.spinet.socket.driver.DeviceUri;
import dev.spinet.socket.driver.DriverProvider;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.util.Set;

/**
 * Opens a simulated W5500 by the URI {@code sim:w5500}. Options, all of which may be left out:
 *
 * <table>
 *   <caption>Options of sim:w5500</caption>
 *   <tr><th>name</th><th>value</th><th>example</th></tr>
 *   <tr><td>speed</td><td>clock of the bus, 1kHz to 1000MHz; without it the bus takes no
 *   time</td><td>33MHz</td></tr>
 *   <tr><td>int</td><td>whether the interrupt line is wired, yes or no</td><td>no</td></tr>
 * </table>
 *
 * <p>The chip has the address 10.0.2.15. Its gateway 10.0.2.2 stands for this machine: the servers
 * on its loopback can be reached there.
 */
public final class SimulatedW5500Provider implements DriverProvider {

  private static final Set<String> OPTIONS = Set.of("speed", "int");

  /** For {@link java.util.ServiceLoader}. */
  public SimulatedW5500Provider() {}

  @Override
  public String scheme() {
    return "sim";
  }

  @Override
  public NetworkDriver open(DeviceUri uri) throws IOException {
    return SimulatedW5500.start(settings(uri));
  }

  private static Settings settings(DeviceUri uri) {
    if (!uri.path().equals("w5500")) {
      throw new IllegalArgumentException(
          "there is no simulated '%s' in '%s'; there is sim:w5500"
              .formatted(uri.path(), uri.text()));
    }
    uri.requireOptions(OPTIONS);
    String speed = uri.options().get("speed");
    String interrupt = uri.options().getOrDefault("int", "yes");
    try {
      return new Settings(
          speed == null ? Settings.UNLIMITED : BusSpeed.parse(speed), yesOrNo(interrupt));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("in '%s': %s".formatted(uri.text(), e.getMessage()), e);
    }
  }

  private static boolean yesOrNo(String text) {
    return switch (text) {
      case "yes" -> true;
      case "no" -> false;
      default ->
          throw new IllegalArgumentException(
              "'%s' is no answer to whether there is an interrupt line: yes or no".formatted(text));
    };
  }
}
