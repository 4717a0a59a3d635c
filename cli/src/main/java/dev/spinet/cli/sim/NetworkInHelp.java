package dev.spinet.cli.sim;

import dev.spinet.simulator.lan.W5500Lan;
import dev.spinet.simulator.packet.Ipv4Address;
import java.util.Arrays;
import picocli.CommandLine;

/** Puts the addresses of the simulated network into a help text that has names for them. */
public final class NetworkInHelp {

  private NetworkInHelp() {}

  /** The network with the length of its prefix. */
  static String network() {
    var config = W5500Lan.addresses();
    int mask = -1 << (Integer.SIZE - config.prefixLength());
    return new Ipv4Address(config.gateway().value() & mask) + "/" + config.prefixLength();
  }

  /**
   * Fills the description and the footer of a command.
   *
   * @param command the command, whose help text has names such as {@code {gateway}}
   */
  public static void fill(CommandLine command) {
    var usage = command.getCommandSpec().usageMessage();
    usage.description(filled(usage.description()));
    usage.footer(filled(usage.footer()));
  }

  private static String[] filled(String... lines) {
    var config = W5500Lan.addresses();
    return Arrays.stream(lines)
        .map(line ->
            line.replace("{network}", network())
                .replace("{gateway}", config.gateway().toString())
                .replace("{dns}", config.nameServer().toString())
                .replace("{chip0}", W5500Lan.address(0) + "/" + config.prefixLength()))
        .toArray(String[]::new);
  }
}
