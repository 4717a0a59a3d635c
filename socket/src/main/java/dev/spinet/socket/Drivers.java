package dev.spinet.socket;

import dev.spinet.socket.driver.DeviceUri;
import dev.spinet.socket.driver.DriverProvider;
import dev.spinet.socket.driver.NetworkDriver;
import java.io.IOException;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Where drivers come from: opened by device URI, and one of them, if the application wants it, as
 * the default for sockets that name none.
 */
public final class Drivers {

  private static final AtomicReference<@Nullable NetworkDriver> DEFAULT = new AtomicReference<>();

  private Drivers() {}

  /**
   * Opens the device that a URI names, such as {@code
   * w5500:/dev/spidev0.0?int=/dev/gpiochip0:25&speed=33MHz}. The scheme chooses among the {@link
   * DriverProvider}s on the module path or class path.
   *
   * @param deviceUri the URI
   * @return the driver, which the caller closes
   * @throws IllegalArgumentException if the URI is malformed, its scheme is unknown (the message
   *     lists the known ones), or it has an unknown option
   * @throws IOException if the device or the chip cannot be opened
   */
  public static NetworkDriver open(String deviceUri) throws IOException {
    DeviceUri uri = DeviceUri.parse(deviceUri);
    var providers = ServiceLoader.load(DriverProvider.class);
    for (DriverProvider provider : providers) {
      if (provider.scheme().equals(uri.scheme())) {
        return provider.open(uri);
      }
    }
    String known =
        StreamSupport.stream(providers.spliterator(), false)
            .map(DriverProvider::scheme)
            .sorted()
            .collect(Collectors.joining(", "));
    throw new IllegalArgumentException(
        "unknown device scheme '%s' in '%s'; %s"
            .formatted(
                uri.scheme(),
                uri.text(),
                known.isEmpty()
                    ? "there is no driver on the module path or class path"
                    : "known are: " + known));
  }

  /**
   * Makes a driver the default of sockets that name none. It replaces the default before it, whose
   * sockets go on as they are: a socket stays with the driver it was opened on.
   *
   * @param driver the driver
   */
  public static void setDefault(NetworkDriver driver) {
    DEFAULT.set(driver);
  }

  /**
   * Takes the default away if it is this driver; otherwise does nothing. Drivers call it when they
   * are closed.
   *
   * @param driver the driver
   */
  public static void unsetDefault(NetworkDriver driver) {
    DEFAULT.compareAndSet(driver, null);
  }

  /**
   * The driver of sockets that name none.
   *
   * @return the driver
   * @throws IllegalStateException if there is none; the message says what to call
   */
  public static NetworkDriver getDefault() {
    NetworkDriver driver = DEFAULT.get();
    if (driver == null) {
      throw new IllegalStateException(
          "there is no default driver: call Drivers.setDefault(driver) first, or name the driver as"
              + " in new Socket(driver)");
    }
    return driver;
  }
}
