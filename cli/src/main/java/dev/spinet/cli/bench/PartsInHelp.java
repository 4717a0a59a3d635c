package dev.spinet.cli.bench;

import java.util.Arrays;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Puts the parts of the benchmark into the help text that has a place for them. */
public final class PartsInHelp {

  /** The line in whose place they go. */
  static final String PLACE = "{parts}";

  private PartsInHelp() {}

  /**
   * Fills the footer of a command.
   *
   * @param command the command
   */
  public static void fill(CommandLine command) {
    var usage = command.getCommandSpec().usageMessage();
    usage.footer(
        Arrays.stream(usage.footer())
            .flatMap(line -> line.equals(PLACE) ? Arrays.stream(Part.help()) : Stream.of(line))
            .toArray(String[]::new));
  }
}
