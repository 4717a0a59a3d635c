package dev.spinet.cli.relay;

import dev.spinet.cli.exit.UsageException;
import dev.spinet.cli.option.DeviceVariable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers a plan from a file and the command line, of which the latter has the last word. */
final class RelayPlanBuilder {

  /** As many as the smaller chip has connections at a time. */
  private static final int CONNECTIONS = 8;

  private static final int CONNECTIONS_MAX = 1000;

  static final Duration IDLE = Duration.ofMinutes(30);

  private @Nullable String device;
  private final List<RelayPlan.Route> forwards = new ArrayList<>();
  private final List<RelayPlan.Route> reverses = new ArrayList<>();
  private final List<HostPort> proxies = new ArrayList<>();
  private final List<String> allowed = new ArrayList<>();
  private int connections = CONNECTIONS;
  private Duration idle = IDLE;

  void device(String uri) {
    device = uri;
  }

  void forward(String route) {
    forwards.add(RelayPlan.Route.parse(route, RelayPlan.LOOPBACK));
  }

  void reverse(String route) {
    reverses.add(RelayPlan.Route.parse(route, ""));
  }

  void socks(String listen) {
    proxies.add(HostPort.listener(listen, RelayPlan.LOOPBACK));
  }

  void allow(String network) {
    // Here, so that a wrong one is found in its line.
    AccessList.parse(List.of(network));
    allowed.add(network);
  }

  void connections(String number) {
    if (!number.matches("[0-9]{1,4}")
        || Integer.parseInt(number) < 1
        || Integer.parseInt(number) > CONNECTIONS_MAX) {
      throw new IllegalArgumentException(
          "the number of connections is 1 to %d, not %s".formatted(CONNECTIONS_MAX, number));
    }
    connections = Integer.parseInt(number);
  }

  void idle(Duration time) {
    idle = time;
  }

  /**
   * The plan.
   *
   * @throws UsageException if it makes no sense
   */
  RelayPlan build() throws UsageException {
    // What is written down for this relay counts more than what the environment says.
    String uri = DeviceVariable.orNull(device);
    if (uri == null) {
      throw new UsageException(
          "no chip is named; write for example --device w5500:/dev/spidev0.0, or a line 'device' in"
              + " the configuration, or set the environment variable "
              + DeviceVariable.NAME);
    }
    return new RelayPlan(
            uri,
            List.copyOf(forwards),
            List.copyOf(reverses),
            List.copyOf(proxies),
            AccessList.parse(allowed),
            connections,
            idle)
        .checked();
  }
}
