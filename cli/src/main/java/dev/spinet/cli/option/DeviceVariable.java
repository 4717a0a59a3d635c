package dev.spinet.cli.option;

import dev.spinet.cli.exit.UsageException;
import org.jspecify.annotations.Nullable;

/** The environment variable that names the device for those who do not want to repeat it. */
public final class DeviceVariable {

  /** Its name. */
  public static final String NAME = "SPINET_DEVICE";

  /** The end of what help says about naming a device. */
  public static final String HELP =
      " Without it, the one that the environment variable " + NAME + " names.";

  private DeviceVariable() {}

  /**
   * The device to use.
   *
   * @param named what the command line says; {@code null} or empty for nothing
   * @param how how the command line names a device
   * @return its URI as the user wrote it
   * @throws UsageException if neither the command line nor the environment names one
   */
  public static String or(@Nullable String named, String how) throws UsageException {
    String device = orNull(named);
    if (device == null) {
      throw new UsageException(
          "name the chip %s, or in the environment variable %s; sim:w5500 is a simulated one"
              .formatted(how, NAME));
    }
    return device;
  }

  /**
   * The device to use, if any is named.
   *
   * @param named what the command line says; {@code null} or empty for nothing
   * @return its URI as the user wrote it; {@code null} if none is named
   */
  public static @Nullable String orNull(@Nullable String named) {
    String device = named == null || named.isEmpty() ? System.getenv(NAME) : named;
    return device == null || device.isEmpty() ? null : device;
  }
}
