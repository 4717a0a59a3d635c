package dev.spinet.cli;

import dev.spinet.cli.bench.BenchCommand;
import dev.spinet.cli.bench.PartsInHelp;
import dev.spinet.cli.completion.CompletionCommand;
import dev.spinet.cli.demo.DemoCommand;
import dev.spinet.cli.device.OpenDevice;
import dev.spinet.cli.doctor.DoctorCommand;
import dev.spinet.cli.exit.ExitCode;
import dev.spinet.cli.exit.Failure;
import dev.spinet.cli.get.GetCommand;
import dev.spinet.cli.info.InfoCommand;
import dev.spinet.cli.link.LinkCommand;
import dev.spinet.cli.nc.NcCommand;
import dev.spinet.cli.ping.PingCommand;
import dev.spinet.cli.relay.ForwardCommand;
import dev.spinet.cli.relay.SocksCommand;
import dev.spinet.cli.resolve.ResolveCommand;
import dev.spinet.cli.scan.ScanCommand;
import dev.spinet.cli.service.ServiceCommand;
import dev.spinet.cli.sim.NetworkInHelp;
import dev.spinet.cli.sim.SimCommand;
import dev.spinet.cli.sim.SimW5500Command;
import dev.spinet.cli.sim.espat.SimEspAtCommand;
import dev.spinet.cli.stat.StatCommand;
import dev.spinet.cli.terminal.Terminal;
import dev.spinet.cli.trace.TraceCommand;
import java.io.PrintWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code spinet} command, to which all others are subcommands. */
@Command(
    name = "spinet",
    versionProvider = Version.class,
    header = "Sockets on network chips, from Java.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n")
public final class Spinet implements Runnable {

  private final Terminal terminal;
  private final OpenDevice.Opener opener;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it by itself
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version and exit.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it by itself
  private boolean version;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Add the stack trace to the sentence that names a failure.")
  private boolean verbose;

  private Spinet(Terminal terminal, OpenDevice.Opener opener) {
    this.terminal = terminal;
    this.opener = opener;
  }

  /**
   * Runs a command line.
   *
   * @param terminal the standard streams
   * @param opener opens the devices that URIs name
   * @param arguments the arguments after the command's name
   * @return the exit code
   */
  public static int run(Terminal terminal, OpenDevice.Opener opener, String... arguments) {
    return new Spinet(terminal, opener).execute(arguments);
  }

  /** Called when no subcommand is named. */
  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(), "name a command, for example: spinet demo");
  }

  private int execute(String... arguments) {
    var sim =
        new CommandLine(new SimCommand())
            .addSubcommand(new SimW5500Command(terminal))
            .addSubcommand(new SimEspAtCommand(terminal));
    var bench = new CommandLine(new BenchCommand(terminal, opener));
    PartsInHelp.fill(bench);
    var line =
        new CommandLine(this)
            .addSubcommand(new DemoCommand(terminal, opener))
            .addSubcommand(new DoctorCommand(terminal))
            .addSubcommand(new InfoCommand(terminal))
            .addSubcommand(new LinkCommand(terminal))
            .addSubcommand(new ScanCommand(terminal))
            .addSubcommand(new GetCommand(terminal, opener))
            .addSubcommand(new PingCommand(terminal, opener))
            .addSubcommand(new ResolveCommand(terminal, opener))
            .addSubcommand(new NcCommand(terminal, opener, System.in))
            .addSubcommand(new StatCommand(terminal))
            .addSubcommand(new TraceCommand(terminal))
            .addSubcommand(new ForwardCommand(terminal, opener))
            .addSubcommand(new SocksCommand(terminal, opener))
            .addSubcommand(sim)
            .addSubcommand(bench)
            .addSubcommand(new ServiceCommand(terminal))
            .addSubcommand(new CompletionCommand(terminal));
    boolean colours = terminal.colours();
    Ansi ansi = colours && terminal.outIsTerminal() ? Ansi.ON : Ansi.OFF;
    line.setOut(new PrintWriter(terminal.out(), true, terminal.out().charset()))
        .setErr(new PrintWriter(terminal.err(), true, terminal.err().charset()))
        .setColorScheme(CommandLine.Help.defaultColorScheme(ansi))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(this::misused)
        .setExecutionExceptionHandler((thrown, failed, _) -> failed(thrown, failed));
    if (terminal.outIsTerminal()) {
      line.setUsageHelpWidth(Math.clamp(terminal.columns(), 55, 100));
    }
    explainExitCodes(line);
    line.getSubcommands().values().forEach(Spinet::explainExitCodes);
    sim.getSubcommands().values().forEach(Spinet::explainExitCodes);
    sim.getSubcommands().values().forEach(NetworkInHelp::fill);
    int code = line.execute(arguments);
    terminal.out().flush();
    // A full disk or a closed pipe must not look like success.
    if (terminal.out().checkError()
        && code == ExitCode.OK.number()
        && !(watches(line) && terminal.readerHasGone())) {
      terminal.err().println("spinet: standard output cannot be written");
      return ExitCode.FAILURE.number();
    }
    return code;
  }

  /** Whether what runs has no end of its own, so that it is usual that the reader goes first. */
  private static boolean watches(CommandLine line) {
    var result = line.getParseResult();
    while (result.hasSubcommand()) {
      result = result.subcommand();
    }
    Object command = result.commandSpec().userObject();
    return command instanceof StatCommand
        || command instanceof TraceCommand
        || command instanceof PingCommand;
  }

  private static void explainExitCodes(CommandLine line) {
    line.getCommandSpec()
        .usageMessage()
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(ExitCode.helpList());
  }

  private int misused(ParameterException thrown, String[] arguments) {
    CommandLine where = thrown.getCommandLine();
    if (thrown instanceof UnmatchedArgumentException unmatched) {
      complain(
          "'%s' is not an option or %s of %s"
              .formatted(
                  unmatched.getUnmatched().getFirst(),
                  where.getSubcommands().isEmpty() ? "an argument" : "a command",
                  where.getCommandSpec().qualifiedName()));
      suggest(unmatched.getUnmatched().getFirst(), where);
    } else {
      complain(thrown.getMessage());
    }
    hint(where);
    return ExitCode.USAGE.number();
  }

  private static void suggest(String typed, CommandLine where) {
    var known =
        typed.startsWith("-")
            ? where.getCommandSpec().optionsMap().keySet()
            : where.getSubcommands().keySet();
    Suggestion.of(typed, known)
        .ifPresent(near -> where.getErr().println("Did you mean '%s'?".formatted(near)));
  }

  private int failed(Exception thrown, CommandLine where) {
    Failure failure = Failure.of(thrown);
    complain(failure.sentence());
    if (verbose) {
      thrown.printStackTrace(where.getErr());
    }
    if (failure.code() == ExitCode.USAGE) {
      hint(where);
    }
    return failure.code().number();
  }

  private void complain(@Nullable String sentence) {
    terminal.err().println("spinet: " + sentence);
    terminal.err().flush();
  }

  private static void hint(CommandLine where) {
    where.getErr().println("Try '%s --help'.".formatted(where.getCommandSpec().qualifiedName()));
  }
}
