package dev.spinet.cli.sim;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code spinet sim}, to which each chip is a subcommand. */
@Command(
    name = "sim",
    header = "Runs a simulated chip for other programs.",
    synopsisSubcommandLabel = "CHIP",
    commandListHeading = "%nChips:%n")
public final class SimCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  /** A command not yet parsed. */
  public SimCommand() {}

  /** Called when no chip is named. */
  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(), "name a chip, for example: spinet sim w5500");
  }
}
