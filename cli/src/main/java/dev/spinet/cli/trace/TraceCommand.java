package dev.spinet.cli.trace;

import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.cli.exit.ExitCode;
import dev.spinet.cli.exit.UsageException;
import dev.spinet.cli.monitor.MonitorConnection;
import dev.spinet.cli.terminal.Activity;
import dev.spinet.cli.terminal.Terminal;
import dev.spinet.drivers.monitor.MonitorPlace;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spinet trace}. */
@Command(
    name = "trace",
    sortOptions = false,
    header = "Shows what crosses the bus to a chip, decoded: live, or from a file.",
    description = {
      "",
      "Live it shows a program that was started with the environment variable SPINET_MONITOR=yes, a"
          + " line for each frame on the SPI bus, with registers by name, until Ctrl-C. Of payload"
          + " only the length is told.",
      "",
      "From a file it shows what \"spinet sim w5500 --trace\" has written: lines of text; a"
          + " recording of the wires in VCD, which may also be that of a logic analyser with the"
          + " wires SCLK, MOSI, MISO and CSn; or a capture of the network, pcap or pcapng.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  spinet trace                 # of the only program there is",
      "  spinet trace 4711 --socket 0 --register Sn_CR",
      "  spinet trace bus.vcd --summary",
      "  spinet trace lan.pcapng | grep RST",
      "",
      "With --json there is an object in each line: seconds, frame, direction, accesses, each {name,"
          + " write, value}, bytes, and chip if there are several; of a packet seconds, protocol,"
          + " from, to, what, bytes. With --summary there is one: command, frames, bytes, seconds,"
          + " lost, kinds, each {what, frames, bytes}."
    })
public final class TraceCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Option(
      names = "--socket",
      paramLabel = "N",
      description = "Only frames of this hardware socket, 0 to 7; may be given several times.")
  private List<Integer> sockets = new ArrayList<>();

  @Option(
      names = "--register",
      paramLabel = "NAME",
      description =
          "Only frames with this register, such as VERSIONR, S1_CR, or Sn_CR for that of any"
              + " socket; may be given several times.")
  private List<String> registers = new ArrayList<>();

  @Option(
      names = {"-c", "--count"},
      paramLabel = "N",
      description = "End after this many.")
  private long count = Long.MAX_VALUE;

  @Option(
      names = "--summary",
      description = "Count instead of printing each, and print the counts in the end.")
  private boolean summary;

  @Option(names = "--json", description = "Print JSON objects and nothing else, see below.")
  private boolean json;

  @Parameters(
      arity = "0..1",
      paramLabel = "PROCESS|FILE",
      description =
          "The number of a program's process, or the path of its socket; or a file. Without it, the"
              + " only program that can be looked at.")
  private @Nullable String source;

  /**
   * A command not yet parsed.
   *
   * @param terminal the standard streams
   */
  public TraceCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    var sink = new TraceSink(terminal, wish());
    Path file = file();
    var code = ExitCode.OK;
    try (var activity = new Activity(terminal)) {
      if (file == null) {
        try (var program = MonitorConnection.open(source, this::notice)) {
          count(activity, "counting until Ctrl-C");
          new LiveTrace(program, sink).run();
        }
      } else {
        boolean filtered = !sockets.isEmpty() || !registers.isEmpty();
        count(activity, "counting what is in " + file);
        new RecordedTrace(file, sink, filtered).run();
      }
    } catch (MonitorConnection.ProgramEndedException e) {
      notice(Objects.requireNonNull(e.getMessage()));
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (InterruptedIOException e) {
      // Ctrl-C is how one ends this.
      code = ExitCode.INTERRUPTED;
    }
    sink.finish();
    return code.number();
  }

  /** What prints nothing until its end has to say that it is at work. */
  private void count(Activity activity, String doing) {
    if (summary) {
      activity.show(doing);
    }
  }

  private void notice(String sentence) {
    terminal.err().println("spinet: " + sentence);
  }

  private TraceSink.Wish wish() throws UsageException {
    for (int socket : sockets) {
      if (socket < 0 || socket >= ChipLimits.SOCKET_COUNT) {
        throw new UsageException("there are sockets 0 to 7, not %d".formatted(socket));
      }
    }
    if (count < 1) {
      throw new UsageException("--count is 1 or more, not %d".formatted(count));
    }
    var filters = new ArrayList<RegisterFilter>();
    for (var register : registers) {
      filters.add(RegisterFilter.parse(register));
    }
    return new TraceSink.Wish(sockets, filters, count, summary, json);
  }

  /** The file that is meant; null for a program. */
  private @Nullable Path file() throws UsageException {
    if (source == null || source.matches("[0-9]+") || source.endsWith(MonitorPlace.SUFFIX)) {
      return null;
    }
    try {
      Path path = Path.of(source);
      if (Files.isDirectory(path)) {
        throw new UsageException("'%s' is a directory".formatted(source));
      }
      return path;
    } catch (InvalidPathException e) {
      throw new UsageException("'%s' is not a path".formatted(source), e);
    }
  }
}
