package dev.spinet.cli.service;

import dev.spinet.cli.exit.UsageException;
import dev.spinet.cli.terminal.Terminal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spinet service}. */
@Command(
    name = "service",
    sortOptions = false,
    header = "Prints the files that make a service of \"spinet forward\".",
    description = {
      "",
      "Prints one file on standard output, and on a terminal also where it belongs:",
      "  unit    the systemd unit: /etc/systemd/system/spinet.service",
      "  udev    who may use the devices: /etc/udev/rules.d/60-spinet.rules",
      "  groups  the groups of these: /etc/sysusers.d/spinet.conf",
      "  config  what is to be passed on: /etc/spinet/forward.conf",
      ""
    },
    footer = {
      "",
      "Example:",
      "  spinet service unit | sudo tee /etc/systemd/system/spinet.service"
    })
public final class ServiceCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Parameters(
      paramLabel = "FILE",
      description = "What to print: ${COMPLETION-CANDIDATES}, in capitals or not.")
  private @Nullable BoardFile file;

  @Option(
      names = "--java",
      paramLabel = "PATH",
      description = "The program java that the unit starts (default: the one that runs now).")
  private @Nullable String java;

  @Option(
      names = "--jar",
      paramLabel = "PATH",
      description =
          "The jar that the unit starts (default: the one that runs now, or"
              + " /usr/lib/spinet/spinet.jar if none does).")
  private @Nullable String jar;

  /**
   * A command not yet parsed.
   *
   * @param terminal the standard streams
   */
  public ServiceCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws UsageException {
    var chosen = Objects.requireNonNull(file);
    if (chosen != BoardFile.UNIT && (java != null || jar != null)) {
      throw new UsageException("--java and --jar are for the unit; nothing else has them");
    }
    var text = chosen.text();
    if (chosen == BoardFile.UNIT) {
      var startedJava = absolute("--java", java == null ? ServiceUnit.ownJava() : java);
      var startedJar = absolute("--jar", jar == null ? ServiceUnit.ownJar() : jar);
      for (var path : new String[] {startedJava, startedJar}) {
        if (ServiceUnit.isHidden(path)) {
          terminal
              .err()
              .printf(
                  "spinet: the service will not see %s: it sees neither home folders nor /tmp; put"
                      + " it elsewhere, such as /usr/lib/spinet%n",
                  path);
        }
      }
      text = ServiceUnit.with(text, startedJava, startedJar);
    }
    terminal.out().print(text);
    terminal.out().flush();
    if (terminal.outIsTerminal()) {
      terminal.err().println("This file belongs to " + chosen.place());
    }
    return 0;
  }

  private static String absolute(String option, String path) throws UsageException {
    try {
      if (!Path.of(path).isAbsolute()) {
        throw new UsageException("%s: '%s' is not an absolute path".formatted(option, path));
      }
      return path;
    } catch (InvalidPathException e) {
      throw new UsageException("%s: '%s' is not a path".formatted(option, path), e);
    }
  }
}
