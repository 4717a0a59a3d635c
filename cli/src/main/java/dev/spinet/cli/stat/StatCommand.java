package dev.spinet.cli.stat;

import dev.spinet.cli.exit.ExitCode;
import dev.spinet.cli.json.Json;
import dev.spinet.cli.monitor.DeviceFacts;
import dev.spinet.cli.monitor.MonitorConnection;
import dev.spinet.cli.option.Timeout;
import dev.spinet.cli.terminal.Terminal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spinet stat}. */
@Command(
    name = "stat",
    sortOptions = false,
    header = "Shows the live counters of a Spinet program that runs.",
    description = {
      "",
      "The program has to be started with the environment variable SPINET_MONITOR=yes, or the"
          + " system property spinet.monitor=yes; it then listens at a socket that only its own user"
          + " and root can reach. On a terminal there is a table that is redrawn until Ctrl-C or the"
          + " program's end; elsewhere a line for each interval says what was added.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  SPINET_MONITOR=yes spinet forward -d w5500:/dev/spidev0.0 80=10.0.0.9:80 &",
      "  spinet stat",
      "  spinet stat --once --json | jq '.devices[0].counters'",
      "",
      "The members of each JSON object, one per line: command, process, time, devices, each {name,"
          + " ageSeconds, counters, sockets}, and each socket {number, what, bytesReceived,"
          + " bytesSent}."
    })
public final class StatCommand implements Callable<Integer> {

  /** What is left of a usual terminal, which a table has to fit in to be redrawn. */
  private static final int MOST_LINES = 23;

  private final Terminal terminal;

  @Option(
      names = {"-i", "--interval"},
      paramLabel = "TIME",
      converter = Timeout.Converter.class,
      description = "From one look to the next (default: ${DEFAULT-VALUE}).")
  private Timeout interval = new Timeout(Duration.ofSeconds(1));

  @Option(names = "--once", description = "Look once, and end.")
  private boolean once;

  @Option(
      names = {"-a", "--all"},
      description = "Show counters that are 0 and sockets nobody uses, too.")
  private boolean all;

  @Option(
      names = "--json",
      description = "Print a JSON object in each line and nothing else, see below.")
  private boolean json;

  @Parameters(
      arity = "0..1",
      paramLabel = "PROCESS",
      description =
          "The number of the program's process, or the path of its socket; needed if there are"
              + " several.")
  private @Nullable String process;

  private int drawn;

  /**
   * A command not yet parsed.
   *
   * @param terminal the standard streams
   */
  public StatCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    var view = new StatView(terminal, all);
    try (var program = MonitorConnection.open(process, this::notice)) {
      while (true) {
        show(view, program.process(), program.statistics());
        if (once) {
          return ExitCode.OK.number();
        }
        if (terminal.out().checkError()) {
          // Whoever has read this has gone, or the disk is full, which the caller says.
          return ExitCode.OK.number();
        }
        TimeUnit.NANOSECONDS.sleep(interval.duration().toNanos());
      }
    } catch (MonitorConnection.ProgramEndedException e) {
      terminal.err().println("spinet: " + e.getMessage());
      return ExitCode.OK.number();
    }
  }

  private void notice(String sentence) {
    terminal.err().println("spinet: " + sentence);
  }

  private void show(StatView view, String number, List<DeviceFacts> devices) {
    if (json) {
      var facts = Json.object();
      facts.put("command", "stat");
      facts.put("process", Long.parseLong(number));
      facts.put("time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
      facts.put("devices", devices.stream().map(DeviceFacts::json).toList());
      terminal.out().println(Json.write(facts));
    } else if (once) {
      view.table(number, devices).forEach(terminal.out()::println);
    } else if (terminal.outIsTerminal()) {
      redraw(view.table(number, devices));
    } else {
      view.line(devices).forEach(terminal.out()::println);
    }
    terminal.out().flush();
  }

  /** Draws over what was drawn before. */
  private void redraw(List<String> lines) {
    var text = new StringBuilder();
    if (drawn > 0) {
      text.append("\033[").append(drawn).append("A\r\033[J");
    }
    int shown = lines.size() <= MOST_LINES ? lines.size() : MOST_LINES - 1;
    for (int i = 0; i < shown; i++) {
      text.append(cut(lines.get(i))).append('\n');
    }
    if (shown < lines.size()) {
      text.append("and %d lines more, with --once".formatted(lines.size() - shown)).append('\n');
    }
    drawn = shown < lines.size() ? MOST_LINES : shown;
    terminal.out().print(text);
  }

  /** A line that wraps would be two when it is drawn over. */
  private String cut(String line) {
    int columns = terminal.columns() - 1;
    String plain = line.replaceAll("\033\\[[0-9]*m", "");
    return plain.length() <= columns ? line : plain.substring(0, columns);
  }
}
