package dev.spinet.cli.option;

import dev.spinet.cli.exit.UsageException;
import picocli.CommandLine.Parameters;

/** The device that a command looks at, as its argument. */
public final class DeviceArgument {

  @Parameters(
      paramLabel = "DEVICE",
      arity = "0..1",
      description =
          "The device, such as w5500:/dev/spidev0.0 or esp32:/dev/ttyUSB0; spinet demo --help lists"
              + " the options of a chip."
              + DeviceVariable.HELP)
  private String device = "";

  /** For picocli. */
  public DeviceArgument() {}

  /**
   * The device.
   *
   * @return its URI as the user wrote it
   * @throws UsageException if neither the command line nor the environment names one
   */
  public String uri() throws UsageException {
    return DeviceVariable.or(device, "as the argument, such as w5500:/dev/spidev0.0");
  }
}
