package dev.spinet.drivers.esp32;

import dev.spinet.bindings.bus.SerialWiring;
import dev.spinet.bindings.bus.SerialWiringProvider;
import dev.spinet.socket.driver.DeviceUri;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * Opens a simulated module with ESP-AT firmware by the URI {@code sim:esp-at}, if there is a
 * simulator on the class path or the module path. The driver is the one that runs on hardware;
 * below its serial line, nothing is real.
 *
 * <p>The options are those of {@link Esp32Provider}, and those that the simulator knows: {@code
 * profile}, {@code ap}, {@code timing}, {@code command-time}, {@code net}, {@code faults}, {@code
 * forward}, {@code flow} and {@code start-baud}. Without {@code ssid}, the module joins the first
 * access point that it hears.
 */
public final class SimulatedEsp32 {

  private static final String CHIP = "esp-at";

  private SimulatedEsp32() {}

  /**
   * Opens one.
   *
   * @param uri the URI
   * @return the driver, which the caller closes
   * @throws IllegalArgumentException if an option is unknown or wrong, or there is no simulator;
   *     the message says which
   * @throws IOException if there are no resources left for it
   */
  public static NetworkDriver open(DeviceUri uri) throws IOException {
    var simulator = simulator(uri);
    var known = new HashSet<>(Esp32Provider.NAMES);
    known.addAll(simulator.options());
    uri.requireOptions(known);
    var wiring = connect(simulator, uri);
    Esp32Options options;
    try {
      options = Esp32Provider.options(forDriver(uri, wiring.defaults()));
    } catch (RuntimeException e) {
      wiring.line().close();
      throw e;
    }
    return Esp32.on(wiring.line(), options);
  }

  private static SerialWiring connect(SerialWiringProvider simulator, DeviceUri uri)
      throws IOException {
    try {
      return simulator.connect(only(simulator.options(), uri.options()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("in '%s': %s".formatted(uri.text(), e.getMessage()), e);
    }
  }

  private static DeviceUri forDriver(DeviceUri uri, Map<String, String> defaults) {
    var options = only(Esp32Provider.NAMES, uri.options());
    if (!options.containsKey(WifiOptions.SSID)) {
      // A password alone is for the network that is joined anyway.
      boolean secret = options.containsKey(WifiOptions.PASSWORD_FILE);
      defaults.forEach((name, value) -> {
        if (!secret || !name.equals(WifiOptions.PASSWORD)) {
          options.putIfAbsent(name, value);
        }
      });
    }
    return new DeviceUri(uri.text(), uri.scheme(), uri.path(), options);
  }

  private static SerialWiringProvider simulator(DeviceUri uri) {
    for (var provider : ServiceLoader.load(SerialWiringProvider.class)) {
      if (provider.chip().equals(CHIP)) {
        return provider;
      }
    }
    throw new IllegalArgumentException(
        "'%s' needs the simulator: put spinet-simulator on the class path or module path"
            .formatted(uri.text()));
  }

  private static Map<String, String> only(Set<String> wanted, Map<String, String> options) {
    var some = new LinkedHashMap<>(options);
    some.keySet().retainAll(wanted);
    return some;
  }
}
