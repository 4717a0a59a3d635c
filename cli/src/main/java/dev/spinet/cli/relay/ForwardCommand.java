package dev.spinet.cli.relay;

import dev.spinet.cli.device.OpenDevice;
import dev.spinet.cli.exit.UsageException;
import dev.spinet.cli.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spinet forward}. */
@Command(
    name = "forward",
    sortOptions = false,
    header = "Lets any program on this board reach hosts behind a chip, and back.",
    description = {
      "",
      "Listens on ports of this board and passes each connection on, through the chip, to a host of"
          + " the chip's network. It runs until Ctrl-C or SIGTERM. A chip that is reset, or loses its"
          + " link, breaks the connections; the ports stay, and work again when it does.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  spinet forward -d w5500:/dev/spidev0.0 8080=192.168.1.10:80",
      "  spinet forward -d w5500:/dev/spidev0.0 --reverse 80=127.0.0.1:8000",
      "  spinet forward --config /etc/spinet/forward.conf",
      "",
      "The configuration has a word and its value in each line:",
      "  device  w5500:/dev/spidev0.0?int=/dev/gpiochip0:25",
      "  forward 8080=192.168.1.10:80",
      "  reverse 80=127.0.0.1:8000",
      "  socks   127.0.0.1:1080",
      "  allow   192.168.0.0/24      # and connections, idle; # begins a comment"
    })
public final class ForwardCommand implements Callable<Integer> {

  private final Terminal terminal;
  private final OpenDevice.Opener opener;

  @Mixin private RelayOptions options = new RelayOptions();

  @Option(
      names = "--reverse",
      paramLabel = "PORT=HOST:PORT",
      description =
          "A port of the chip that leads to a service that this board can reach; may be given"
              + " several times. Whoever is in the chip's network can connect to it.")
  private List<String> reverses = new ArrayList<>();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Read what to do from this file too; what is said here counts more.")
  private @Nullable String config;

  @Parameters(
      paramLabel = "LISTEN=HOST:PORT",
      description =
          "A port of this board, or an address and a port, and the host to which it leads, whose"
              + " name is looked up in the chip's network.")
  private List<String> forwards = new ArrayList<>();

  /**
   * A command not yet parsed.
   *
   * @param terminal the standard streams
   * @param opener opens the device
   */
  public ForwardCommand(Terminal terminal, OpenDevice.Opener opener) {
    this.terminal = terminal;
    this.opener = opener;
  }

  @Override
  public Integer call() throws Exception {
    return Relay.run(plan(), options, opener, terminal);
  }

  private RelayPlan plan() throws UsageException {
    var plan = new RelayPlanBuilder();
    if (config != null) {
      new RelayFile(plan).read(config);
    }
    try {
      options.addTo(plan);
      forwards.forEach(plan::forward);
      reverses.forEach(plan::reverse);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
    return plan.build();
  }
}
