package dev.spinet.cli.device;

import dev.spinet.cli.exit.UsageException;
import dev.spinet.drivers.esp32.Esp32;
import dev.spinet.drivers.w5500.W5500;
import dev.spinet.socket.Drivers;
import dev.spinet.socket.driver.DeviceUri;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.util.Objects;

/** Opens the devices that URIs name, through the drivers on the module path. */
public final class Devices {

  private static final String SIMULATED_SCHEME = "sim:";
  private static final String WIFI_SCHEME = "esp32";

  private Devices() {}

  /**
   * Opens a device. One with a radio is told in its URI which network to join.
   *
   * @param uri the device URI as the user wrote it
   * @return the device, which the caller closes
   * @throws UsageException if the URI is malformed, or its scheme or an option unknown
   * @throws IOException if the device or the chip cannot be opened
   */
  public static OpenDevice open(String uri) throws UsageException, IOException {
    NetworkDriver driver;
    try {
      requireNetwork(DeviceUri.parse(uri));
      driver = Drivers.open(uri);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          Objects.requireNonNullElse(e.getMessage(), DeviceUri.withoutSecrets(uri)), e);
    }
    boolean simulated = uri.startsWith(SIMULATED_SCHEME);
    return switch (driver) {
      case W5500 chip ->
          new OpenDevice(chip, chip, BusReading.spi(() -> chip.statistics().bus()), simulated);
      case Esp32 module ->
          new OpenDevice(module, module, BusReading.serial(module::statistics), simulated);
      default -> {
        driver.close();
        throw new UsageException(
            "'%s' opens %s, whose bus this program cannot read the counters of"
                .formatted(DeviceUri.withoutSecrets(uri), driver.name()));
      }
    };
  }

  /** Said before a module is looked for, which may take seconds. */
  private static void requireNetwork(DeviceUri uri) throws UsageException {
    if (uri.scheme().equals(WIFI_SCHEME) && !uri.options().containsKey("ssid")) {
      throw new UsageException(
          "'%s' names no Wi-Fi network to join: add ssid=NAME&password-file=FILE, joined to what is before by %c"
              .formatted(uri.text(), uri.options().isEmpty() ? '?' : '&'));
    }
  }
}
