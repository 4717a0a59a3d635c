package dev.spinet.cli.resolve;

import dev.spinet.cli.device.LinkedDevice;
import dev.spinet.cli.device.OpenDevice;
import dev.spinet.cli.exit.ExitCode;
import dev.spinet.cli.exit.Failure;
import dev.spinet.cli.exit.Report;
import dev.spinet.cli.json.Json;
import dev.spinet.cli.option.ChipOptions;
import dev.spinet.cli.terminal.Terminal;
import java.net.Inet4Address;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spinet resolve}. */
@Command(
    name = "resolve",
    sortOptions = false,
    header = "Looks names of hosts up in the chip's network.",
    description = {
      "",
      "Asks the name server that the chip has been told of, through the chip, for the IPv4 address"
          + " of each name, as programs on the chip do. Prints a line with name and address for"
          + " each that is found; one that is not is named on standard error.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  spinet resolve -d w5500:/dev/spidev0.0 example.org",
      "  spinet resolve -d sim:w5500 --json printer.lan | jq -r '.hosts[0].address'",
      "",
      "The members of the JSON object: command, ok, exitCode, error after a failure, and hosts, each"
          + " {name, address, seconds} or {name, error}."
    })
public final class ResolveCommand implements Callable<Integer> {

  private final Terminal terminal;
  private final OpenDevice.Opener opener;

  @Mixin private ChipOptions chip = new ChipOptions();

  @Option(
      names = "--json",
      description = "Print exactly one JSON object on standard output, see below.")
  private boolean json;

  @Parameters(paramLabel = "NAME", arity = "1..*", description = "The names of hosts.")
  private List<String> names = new ArrayList<>();

  /**
   * A command not yet parsed.
   *
   * @param terminal the standard streams
   * @param opener opens the device
   */
  public ResolveCommand(Terminal terminal, OpenDevice.Opener opener) {
    this.terminal = terminal;
    this.opener = opener;
  }

  @Override
  public Integer call() throws Exception {
    var report = new Report(terminal, "resolve");
    return report.of(json, () -> run(report));
  }

  private int run(Report report) throws Exception {
    var hosts = new ArrayList<Map<String, Object>>();
    report.put("hosts", hosts);
    var code = ExitCode.OK;
    try (var device = LinkedDevice.open(terminal, opener, chip.device(), chip.timeout())) {
      for (var name : names) {
        var host = Json.object();
        host.put("name", name);
        hosts.add(host);
        long begun = System.nanoTime();
        try {
          var address = device.resolve(name, chip.timeout());
          found(host, address, System.nanoTime() - begun);
        } catch (UnknownHostException | SocketTimeoutException e) {
          var failure = Failure.of(e);
          host.put("error", failure.sentence());
          terminal.err().println("spinet: " + failure.sentence());
          code = failure.code();
        }
      }
    }
    return code.number();
  }

  private void found(Map<String, Object> host, Inet4Address address, long nanos) {
    host.put("address", address.getHostAddress());
    host.put("seconds", nanos / 1e9);
    if (!json) {
      terminal.out().println("%s %s".formatted(host.get("name"), address.getHostAddress()));
      terminal.out().flush();
    }
  }
}
