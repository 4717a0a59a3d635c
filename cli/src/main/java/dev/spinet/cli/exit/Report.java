package dev.spinet.cli.exit;

import dev.spinet.cli.json.Json;
import dev.spinet.cli.terminal.Terminal;
import java.util.Map;

/** The one JSON object of a command, which is printed however the command ends. */
public final class Report {

  private final Terminal terminal;
  private final Map<String, Object> members = Json.object();

  /**
   * Nothing is known yet.
   *
   * @param terminal where it is printed
   * @param command the name of the command
   */
  public Report(Terminal terminal, String command) {
    this.terminal = terminal;
    members.put("command", command);
    end(ExitCode.FAILURE.number());
  }

  /**
   * Adds a member.
   *
   * @param name its name
   * @param value what {@link Json} can write; may grow until it is printed
   */
  public void put(String name, Object value) {
    members.put(name, value);
  }

  /**
   * What the command has found out, to add to.
   *
   * @return the members
   */
  public Map<String, Object> members() {
    return members;
  }

  /**
   * Does the work and prints the object.
   *
   * @param print whether an object is wanted at all
   * @param work what the command does; adds its members
   * @return the exit code
   * @throws Exception what the work throws, which the object names
   */
  public int of(boolean print, Work work) throws Exception {
    try {
      int code = work.run();
      end(code);
      if (print) {
        print();
      }
      return code;
    } catch (Exception e) {
      var failure = Failure.of(e);
      end(failure.code().number());
      members.put("error", failure.sentence());
      if (print) {
        print();
      }
      throw e;
    }
  }

  private void end(int code) {
    members.put("ok", code == ExitCode.OK.number());
    members.put("exitCode", code);
  }

  private void print() {
    terminal.out().println(Json.write(members));
    terminal.out().flush();
  }

  /** What a command does. */
  @FunctionalInterface
  public interface Work {

    /**
     * Does it.
     *
     * @return the exit code
     * @throws Exception if it fails
     */
    int run() throws Exception;
  }
}
