package dev.spinet.cli.device;

import dev.spinet.cli.exit.UsageException;
import dev.spinet.drivers.w5500.W5500;
import dev.spinet.socket.Drivers;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.util.Objects;

/** Opens the devices that URIs name, through the drivers on the module path. */
public final class Devices {

  private static final String SIMULATED_SCHEME = "sim:";

  private Devices() {}

  /**
   * Opens a device.
   *
   * @param uri the device URI as the user wrote it
   * @return the device, which the caller closes
   * @throws UsageException if the URI is malformed, or its scheme or an option unknown
   * @throws IOException if the device or the chip cannot be opened
   */
  public static OpenDevice open(String uri) throws UsageException, IOException {
    NetworkDriver driver;
    try {
      driver = Drivers.open(uri);
    } catch (IllegalArgumentException e) {
      throw new UsageException(Objects.requireNonNullElse(e.getMessage(), uri), e);
    }
    return switch (driver) {
      case W5500 chip ->
          new OpenDevice(
              chip, chip, () -> chip.statistics().bus(), uri.startsWith(SIMULATED_SCHEME));
      default -> {
        driver.close();
        throw new UsageException(
            "'%s' opens %s, whose bus this program cannot read the counters of"
                .formatted(uri, driver.name()));
      }
    };
  }
}
