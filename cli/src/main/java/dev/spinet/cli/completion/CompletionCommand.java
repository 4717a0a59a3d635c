package dev.spinet.cli.completion;

import dev.spinet.cli.terminal.Terminal;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code spinet completion}. */
@Command(
    name = "completion",
    header = "Prints a script with which bash and zsh complete command lines of spinet.",
    description = {
      "",
      "The script is for bash 4 or newer, and for zsh by its bashcompinit. It knows all commands,"
          + " their options, and the values of those that have a choice.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  source <(spinet completion)",
      "    in this shell only",
      "  spinet completion > ~/.local/share/bash-completion/completions/spinet",
      "    in every bash of this user"
    })
public final class CompletionCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Spec private @Nullable CommandSpec spec;

  /**
   * A command not yet parsed.
   *
   * @param terminal the standard streams
   */
  public CompletionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    var root = Objects.requireNonNull(spec).root();
    terminal.out().print(AutoComplete.bash(root.name(), root.commandLine()));
    terminal.out().flush();
    return 0;
  }
}
