package dev.spinet.cli.relay;

import dev.spinet.cli.device.OpenDevice;
import dev.spinet.cli.exit.UsageException;
import dev.spinet.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code spinet socks}. */
@Command(
    name = "socks",
    sortOptions = false,
    header = "A SOCKS proxy whose connections go through a chip.",
    description = {
      "",
      "Programs that know SOCKS 5 or 4a reach any host behind the chip through it; names are looked"
          + " up in the chip's network if the program leaves that to the proxy. There is CONNECT only:"
          + " no UDP, no IPv6, no passwords.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  spinet socks -d w5500:/dev/spidev0.0",
      "  curl --socks5-hostname 127.0.0.1:1080 http://printer.lan/"
    })
public final class SocksCommand implements Callable<Integer> {

  private final Terminal terminal;
  private final OpenDevice.Opener opener;

  @Mixin private RelayOptions options = new RelayOptions();

  @Option(
      names = "--listen",
      paramLabel = "[ADDR:]PORT",
      description = "Where on this board it listens (default: ${DEFAULT-VALUE}).")
  private String listen = "127.0.0.1:1080";

  /**
   * A command not yet parsed.
   *
   * @param terminal the standard streams
   * @param opener opens the device
   */
  public SocksCommand(Terminal terminal, OpenDevice.Opener opener) {
    this.terminal = terminal;
    this.opener = opener;
  }

  @Override
  public Integer call() throws Exception {
    var plan = new RelayPlanBuilder();
    try {
      options.addTo(plan);
      plan.socks(listen);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
    return Relay.run(plan.build(), options, opener, terminal);
  }
}
