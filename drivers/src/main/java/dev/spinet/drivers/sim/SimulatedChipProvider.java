package dev.spinet.drivers.sim;

import dev.spinet.drivers.esp32.SimulatedEsp32;
import dev.spinet.drivers.w5500.SimulatedW5500;
import dev.spinet.socket.driver.DeviceUri;
import dev.spinet.socket.driver.DriverProvider;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;

/**
 * Opens simulated chips, if there is a simulator on the class path or the module path: {@code
 * sim:w5500}, see {@link SimulatedW5500}, and {@code sim:esp-at}, see {@link SimulatedEsp32}.
 */
public final class SimulatedChipProvider implements DriverProvider {

  /** For {@link java.util.ServiceLoader}. */
  public SimulatedChipProvider() {}

  @Override
  public String scheme() {
    return "sim";
  }

  @Override
  public NetworkDriver open(DeviceUri uri) throws IOException {
    return switch (uri.path()) {
      case "w5500" -> SimulatedW5500.open(uri);
      case "esp-at" -> SimulatedEsp32.open(uri);
      default ->
          throw new IllegalArgumentException(
              "there is no simulated '%s' in '%s'; there are sim:esp-at and sim:w5500"
                  .formatted(uri.path(), uri.text()));
    };
  }
}
