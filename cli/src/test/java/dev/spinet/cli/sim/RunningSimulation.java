package dev.spinet.cli.sim;

import dev.spinet.cli.RunningCommand;
import java.util.ArrayList;
import java.util.List;

/** {@code spinet sim}, running. */
final class RunningSimulation {

  private RunningSimulation() {}

  /** Starts the command and waits until it says that it is ready. */
  static RunningCommand start(String... options) throws InterruptedException {
    return startOf("w5500", options);
  }

  /** The same for another chip. */
  static RunningCommand startOf(String chip, String... options) throws InterruptedException {
    var arguments = new ArrayList<>(List.of("sim", chip));
    arguments.addAll(List.of(options));
    return RunningCommand.start(arguments.toArray(String[]::new));
  }

  /**
   * What a simulation has complained about, but for a chip that is asked too early after a reset:
   * on a busy machine the chip's start may take longer than a driver has reason to wait.
   */
  static List<String> complaints(String err) {
    return err.lines()
        .filter(line -> !line.contains("NOT_READY") && !line.endsWith("more, not shown"))
        .toList();
  }
}
