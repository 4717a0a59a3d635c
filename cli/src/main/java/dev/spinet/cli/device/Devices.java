package dev.spinet.cli.device;

import dev.spinet.cli.exit.UsageException;
import dev.spinet.socket.Drivers;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.util.Objects;

/** Opens the devices that URIs name, through the drivers on the module path. */
public final class Devices {

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
    throw new UsageException(driver.name());
  }
}
