package dev.spinet.cli.option;

import dev.spinet.cli.exit.UsageException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of commands that do one thing on the network of a chip. */
public final class ChipOptions {

  @Option(
      names = {"-d", "--device"},
      paramLabel = "URI",
      description =
          // picocli would break a line after the colon of a URI.
          "The chip, such as w5500:/dev/spidev0.0 or%n  sim:w5500; spinet demo --help describes the"
              + " URIs."
              + DeviceVariable.HELP)
  private @Nullable String device;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = Timeout.Converter.class,
      description =
          "The longest wait for the link, and of each step after that, such as 500ms or 10s"
              + " (default: ${DEFAULT-VALUE}).")
  private Timeout timeout = new Timeout(Duration.ofSeconds(10));

  /** For picocli. */
  public ChipOptions() {}

  /**
   * The device.
   *
   * @return its URI as the user wrote it
   * @throws UsageException if none was named
   */
  public String device() throws UsageException {
    return DeviceVariable.or(device, "with --device, such as -d w5500:/dev/spidev0.0");
  }

  /**
   * The longest wait.
   *
   * @return how long, more than zero
   */
  public Duration timeout() {
    return timeout.duration();
  }
}
