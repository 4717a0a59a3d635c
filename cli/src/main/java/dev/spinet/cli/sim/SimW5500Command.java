package dev.spinet.cli.sim;

import dev.spinet.cli.device.BusSpeed;
import dev.spinet.cli.device.ScenarioFile;
import dev.spinet.cli.exit.ExitCode;
import dev.spinet.cli.exit.UsageException;
import dev.spinet.cli.terminal.Terminal;
import dev.spinet.simulator.scenario.Scenario;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code spinet sim w5500}. */
@Command(
    name = "w5500",
    sortOptions = false,
    header = "Runs a simulated W5500 until it is interrupted.",
    description = {
      "",
      "The chip is reached through a Unix-domain socket, or through virtual device files that answer"
          + " the system calls of /dev/spidev0.0 and /dev/gpiochip0, or both: it is one chip. It"
          + " sits in a network 10.0.2.0/24 with a DHCP server; the gateway 10.0.2.2 leads to the"
          + " servers on this machine's loopback.",
      "",
      "What a program does wrong with the chip is reported on standard error as it happens. Ctrl-C"
          + " or SIGTERM ends the simulation, unmounts the files and removes the sockets.",
      ""
    },
    footer = {
      "",
      "The protocol of the socket: a request is a length of 32 bits, high byte first, and as many"
          + " MOSI bytes; the answer is as many MISO bytes. One request is one assertion of chip"
          + " select. INTn and RSTn are on a second socket, PATH.control, which takes lines: int,"
          + " watch, unwatch, reset assert, reset release, diagnostics.",
      "",
      "Examples:",
      "  spinet sim w5500 --unix /tmp/w5500 --trace -",
      "  spinet sim w5500 --mount /tmp/board",
      "    (then, in another shell:)",
      "  spinet demo --server-address 127.0.0.1 \\",
      "      -d 'w5500:/tmp/board/spidev0.0?ip=10.0.2.15/24&gateway=10.0.2.2'"
    })
public final class SimW5500Command implements Callable<Integer> {

  private final Terminal terminal;

  @Option(
      names = "--unix",
      paramLabel = "PATH",
      description = {
        "Put the chip's SPI pins on this socket, and its other pins on PATH.control. Without --unix"
            + " and --mount, a socket in a new directory is taken."
      })
  private @Nullable String unix;

  @Option(
      names = "--mount",
      paramLabel = "DIR",
      description = "Mount virtual device files on this directory; made if there is none.")
  private @Nullable String mount;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description = {
        "Write what crosses the bus to this file, one line for each frame, with the names of the"
            + " registers; - is standard output. Payload is never written, only its length."
      })
  private @Nullable String trace;

  @Option(
      names = "--faults",
      paramLabel = "FILE",
      description = {
        "Let go wrong what this file says, such as: at 2s: link down for 500ms. Each fault is shown"
            + " on standard error as it happens. docs/simulator.md describes the file."
      })
  private @Nullable String faults;

  @Option(
      names = "--speed",
      paramLabel = "CLOCK",
      description = "The clock of the bus, such as 33MHz; without it, as fast as it goes.")
  private @Nullable String speed;

  /**
   * A command not yet parsed.
   *
   * @param terminal the standard streams
   */
  public SimW5500Command(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    var plan =
        new Simulation.Plan(
            unix == null ? null : path("--unix", unix),
            mount == null ? null : path("--mount", mount),
            trace == null || trace.equals("-") ? null : path("--trace", trace),
            "-".equals(trace),
            speed == null ? 0 : hertz(speed),
            faults == null ? Scenario.NOTHING : scenario(faults));
    try (var simulation = Simulation.start(plan, terminal)) {
      simulation.awaitEnd();
      return ExitCode.OK.number();
    } catch (InterruptedException e) {
      // This is how it usually ends; there is nothing to complain about.
      return ExitCode.INTERRUPTED.number();
    }
  }

  private static Path path(String option, String text) throws UsageException {
    try {
      if (!text.isEmpty()) {
        return Path.of(text).toAbsolutePath();
      }
    } catch (InvalidPathException e) {
      throw new UsageException("%s takes a path, not '%s'".formatted(option, text), e);
    }
    throw new UsageException(option + " takes a path, not an empty word");
  }

  private static Scenario scenario(String file) throws UsageException {
    try {
      return ScenarioFile.read(file);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--faults: " + Objects.requireNonNull(e.getMessage()), e);
    }
  }

  private static long hertz(String text) throws UsageException {
    try {
      return BusSpeed.parse(text);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--speed: " + Objects.requireNonNull(e.getMessage()), e);
    }
  }
}
