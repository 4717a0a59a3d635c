package dev.spinet.cli.device;

import dev.spinet.cli.device.SimulatedW5500.Settings;
import dev.spinet.socket.driver.DeviceUri;
import dev.spinet.socket.driver.DriverProvider;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
 *   <tr><td>buffers</td><td>KiB by socket number</td><td>4,4,4,4</td></tr>
 * </table>
 *
 * <p>The network's DHCP server gives the chip the address 10.0.2.15. Its gateway 10.0.2.2 stands
 * for this machine: the servers on its loopback can be reached there.
 */
public final class SimulatedW5500Provider implements DriverProvider {

  private static final Set<String> OPTIONS = Set.of("speed", "int", "buffers");

  /** For {@link java.util.ServiceLoader}. */
  public SimulatedW5500Provider() {}

  @Override
  public String scheme() {
    return "sim";
  }

  @Override
  public NetworkDriver open(DeviceUri uri) throws IOException {
    if (!uri.path().equals("w5500")) {
      throw new IllegalArgumentException(
          "there is no simulated '%s' in '%s'; there is sim:w5500"
              .formatted(uri.path(), uri.text()));
    }
    uri.requireOptions(OPTIONS);
    try {
      return SimulatedW5500.start(settings(uri.options()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("in '%s': %s".formatted(uri.text(), e.getMessage()), e);
    }
  }

  private static Settings settings(Map<String, String> options) {
    String speed = options.get("speed");
    return new Settings(
        speed == null ? Settings.UNLIMITED : BusSpeed.parse(speed),
        yesOrNo(options.getOrDefault("int", "yes")),
        sizes(options.getOrDefault("buffers", "2,2,2,2,2,2,2,2")));
  }

  private static List<Integer> sizes(String text) {
    if (!text.matches("[0-9]{1,3}(,[0-9]{1,3})*")) {
      throw new IllegalArgumentException(
          "'%s' is not a list of sizes in KiB: it should look like 4,4,4,4".formatted(text));
    }
    return Arrays.stream(text.split(",", -1)).map(Integer::valueOf).toList();
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
