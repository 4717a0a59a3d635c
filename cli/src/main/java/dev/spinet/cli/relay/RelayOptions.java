package dev.spinet.cli.relay;

import dev.spinet.cli.option.DeviceVariable;
import dev.spinet.cli.option.Timeout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that all commands have which pass connections on. */
final class RelayOptions {

  @Option(
      names = {"-d", "--device"},
      paramLabel = "URI",
      description =
          // picocli would break a line after the colon of a URI.
          "The chip, such as w5500:/dev/spidev0.0 or"
              + "%n  esp32:/dev/ttyUSB0?ssid=NAME&password-file=FILE; spinet demo --help describes the"
              + " URIs."
              + DeviceVariable.HELP)
  @Nullable String device;

  @Option(
      names = "--allow",
      paramLabel = "NETWORK",
      description =
          "Who may connect to a port of the board from other machines, such as 192.168.0.0/24; may"
              + " be given several times. Without it only programs of this board may.")
  List<String> allowed = new ArrayList<>();

  @Option(
      names = "--connections",
      paramLabel = "N",
      description =
          "How many connections there may be at a time (default: 8). More wait until one ends, for"
              + " as long as --timeout.")
  @Nullable String connections;

  @Option(
      names = "--idle",
      paramLabel = "TIME",
      converter = Timeout.Converter.class,
      description =
          "How long nothing may move on a connection before it is ended, such as 10min (default:"
              + " 30min).")
  @Nullable Timeout idle;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = Timeout.Converter.class,
      description =
          "The longest wait for the link, and for each connection to be made (default:"
              + " ${DEFAULT-VALUE}).")
  Timeout timeout = new Timeout(Duration.ofSeconds(10));

  @Option(
      names = "--wait",
      description = "Wait for the chip and its link as long as it takes, instead of giving up.")
  boolean wait;

  @Option(
      names = "--state",
      paramLabel = "FILE",
      description =
          "Keep a JSON object in this file that says how the relay is doing, replaced when a"
              + " connection begins or ends, and when the network is lost or comes back: device,"
              + " address (empty without a network), ports, connections, accepted, refused, failed,"
              + " bytesThere, bytesBack.")
  @Nullable String state;

  @Option(
      names = "--json",
      description =
          "Print that object on standard output, one in each line, at the start and whenever it"
              + " changes, and nothing else there.")
  boolean json;

  /** For picocli. */
  RelayOptions() {}

  void addTo(RelayPlanBuilder plan) {
    if (device != null) {
      plan.device(device);
    }
    allowed.forEach(plan::allow);
    if (connections != null) {
      plan.connections(connections);
    }
    if (idle != null) {
      plan.idle(idle.duration());
    }
  }
}
