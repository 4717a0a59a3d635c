package dev.spinet.drivers.w5500;

import dev.spinet.bindings.bus.SpiWiringProvider;
import dev.spinet.socket.MacAddress;
import dev.spinet.socket.driver.DeviceUri;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Opens a simulated W5500 by the URI {@code sim:w5500}, if there is a simulator on the class path
 * or the module path. The driver is the one that runs on hardware; below its bus, nothing is real.
 *
 * <p>The options are those of {@link W5500Provider}, but {@code int}, {@code reset} and {@code
 * speed}, and those that the simulator knows: {@code int} (yes or no), {@code speed}, {@code
 * faults} and {@code forward}.
 */
public final class SimulatedW5500 {

  private static final String CHIP = "w5500";

  /** The hardware address of the simulated chip, if the URI has none. */
  private static final MacAddress MAC = MacAddress.parse("02:53:50:4e:00:15");

  /** Options of the driver that name device files, or what device files are set to. */
  private static final Set<String> OF_HARDWARE = Set.of("int", "reset", "speed");

  private SimulatedW5500() {}

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
    var known = new HashSet<>(UriOptions.NAMES);
    known.removeAll(OF_HARDWARE);
    known.addAll(simulator.options());
    uri.requireOptions(known);

    var options = UriOptions.read(with(uri, name -> !simulator.options().contains(name)));
    if (options.mac() == null) {
      options.mac(MAC);
    }
    try {
      var wiring = simulator.connect(with(uri, simulator.options()::contains).options());
      return W5500.on(wiring.bus(), options, wiring.interrupt(), wiring.reset());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("in '%s': %s".formatted(uri.text(), e.getMessage()), e);
    }
  }

  private static SpiWiringProvider simulator(DeviceUri uri) {
    for (var provider : ServiceLoader.load(SpiWiringProvider.class)) {
      if (provider.chip().equals(CHIP)) {
        return provider;
      }
    }
    throw new IllegalArgumentException(
        "'%s' needs the simulator: put spinet-simulator on the class path or module path"
            .formatted(uri.text()));
  }

  private static DeviceUri with(DeviceUri uri, Predicate<String> wanted) {
    Map<String, String> options = new LinkedHashMap<>(uri.options());
    options.keySet().removeIf(wanted.negate());
    return new DeviceUri(uri.text(), uri.scheme(), uri.path(), options);
  }
}
