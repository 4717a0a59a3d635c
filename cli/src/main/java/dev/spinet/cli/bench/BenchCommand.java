package dev.spinet.cli.bench;

import dev.spinet.bench.device.DeviceAddress;
import dev.spinet.bench.suite.BenchmarkPlan;
import dev.spinet.cli.device.OpenDevice;
import dev.spinet.cli.exit.UsageException;
import dev.spinet.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code spinet bench}. */
@Command(
    name = "bench",
    sortOptions = false,
    header = "Measures how fast Java drives the chip, and what that costs.",
    description = {
      "",
      "Without --device it runs on simulated chips, and needs no hardware. Counts of frames, bytes"
          + " and system calls are exact: the same on every machine. Times are not, and are shown"
          + " with how much they vary.",
      ""
    },
    footer = {
      "",
      "Parts:",
      PartsInHelp.PLACE,
      "  all        everything",
      "",
      "Examples:",
      "  spinet bench ledger",
      "  spinet bench ledger --json - | jq '.[] | select(.op == \"tcp-send\")'",
      "  spinet bench all --json now.json --report report",
      "  spinet bench ledger --baseline then.json",
      "",
      "With --json - nothing else goes to standard output. The part ledger alone then prints an"
          + " array of {op, n, frames, bytes, ioctls}, n being the bytes of one call (of one"
          + " datagram in a burst; 0 where there are none), and the part native alone an object"
          + " {bulk_recv, bulk_send, pingpong_64} of ratios Java to C. Everything else, and every"
          + " file, is one object {format, version, environment, suites}.",
      "docs/performance.md says what is measured, and how."
    })
public final class BenchCommand implements Callable<Integer> {

  /** Stands for standard output. */
  static final String STANDARD_OUTPUT = "-";

  private final Terminal terminal;
  private final OpenDevice.Opener opener;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "PART",
      converter = Part.Converter.class,
      description = "What to measure, see below (default: ${DEFAULT-VALUE}).")
  private Part part = Part.everything();

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the results to a file, or to standard output if FILE is -.")
  private @Nullable String json;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "Write a page with charts, index.html, into a folder, which is made.")
  private @Nullable Path report;

  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description = {
        "Compare with the results of an earlier run that --json has written. If an exact count has"
            + " grown or is missing, the exit code is 6."
      })
  private @Nullable Path baseline;

  @Option(
      names = {"-d", "--device"},
      paramLabel = "URI",
      description = {
        "Run on this chip, too, with this machine as the peer: the part ledger counts calls on it,"
            + " wire measures what a system call costs on its bus and reckons with it, and endtoend"
            + " runs on it instead of the simulated one. \"spinet demo --help\" describes the URI;"
            + " it has to be a w5500:/dev/..."
      })
  private @Nullable String device;

  @Option(
      names = "--quick",
      description = "Take shorter and fewer rounds of what is timed. Counts stay as exact.")
  private boolean quick;

  /**
   * A command not yet parsed.
   *
   * @param terminal the standard streams
   * @param opener opens the device
   */
  public BenchCommand(Terminal terminal, OpenDevice.Opener opener) {
    this.terminal = terminal;
    this.opener = opener;
  }

  @Override
  public Integer call() throws Exception {
    if (json != null && json.isEmpty()) {
      throw new UsageException("--json takes the name of a file, or - for standard output");
    }
    if (device != null) {
      requireDevice(device);
    }
    var plan = new BenchmarkPlan(Optional.ofNullable(device), quick, BenchmarkPlan.findHome());
    return new Bench(terminal, version(), part, plan)
        .run(Optional.ofNullable(json), Optional.ofNullable(report), Optional.ofNullable(baseline))
        .number();
  }

  /** What is wrong with the device is said before minutes are spent. */
  private void requireDevice(String uri) throws UsageException, IOException {
    try {
      DeviceAddress.parse(uri);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--device: " + e.getMessage(), e);
    }
    opener.open(uri).close();
  }

  private String version() {
    String[] version = Objects.requireNonNull(spec).root().version();
    return version.length == 0 ? "" : version[0];
  }
}
