package dev.spinet.cli.terminal;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * The standard streams of a command and what they can show.
 *
 * @param out where facts go
 * @param err where progress and errors go
 * @param outIsTerminal whether {@code out} is a terminal that understands escape sequences
 * @param errIsTerminal whether {@code err} is a terminal that understands escape sequences
 * @param colours whether colours are welcome on terminals
 * @param unicode whether characters beyond ASCII can be shown
 * @param width asks for the columns of the terminal; may be slow
 */
public record Terminal(
    PrintStream out,
    PrintStream err,
    boolean outIsTerminal,
    boolean errIsTerminal,
    boolean colours,
    boolean unicode,
    IntSupplier width) {

  /** Columns of a terminal that does not say. */
  public static final int DEFAULT_COLUMNS = 80;

  /**
   * System property in which the launcher script names the standard descriptors that are terminals,
   * such as {@code 012}. Java itself can only tell whether all of them are.
   */
  public static final String TERMINALS_PROPERTY = "spinet.terminals";

  private static final int LEAST_COLUMNS = 10;

  /** A link to what it is, see proc_pid_fd(5). */
  private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");

  /**
   * The streams of this process.
   *
   * @return the terminal
   */
  public static Terminal system() {
    return of(System.out, System.err, terminals(), System.getenv());
  }

  /**
   * Whether somebody types the standard input of this process.
   *
   * @return whether it is a terminal
   */
  public static boolean inIsTerminal() {
    return terminals().contains("0");
  }

  private static String terminals() {
    boolean allTerminals =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    return System.getProperty(TERMINALS_PROPERTY, allTerminals ? "012" : "");
  }

  /**
   * Works out what streams can show.
   *
   * @param out standard output
   * @param err standard error
   * @param terminals digits of the descriptors that are terminals
   * @param environment the environment: TERM, NO_COLOR (see no-color.org) and COLUMNS count
   * @return the terminal
   */
  public static Terminal of(
      PrintStream out, PrintStream err, String terminals, Map<String, String> environment) {
    boolean capable = !environment.getOrDefault("TERM", "dumb").equals("dumb");
    boolean colours = capable && environment.getOrDefault("NO_COLOR", "").isEmpty();
    boolean unicode = out.charset().name().toUpperCase(Locale.ROOT).startsWith("UTF-");
    var width = new TerminalWidth(environment.getOrDefault("COLUMNS", ""));
    return new Terminal(
        out,
        err,
        capable && terminals.contains("1"),
        capable && terminals.contains("2"),
        colours,
        unicode,
        width);
  }

  /**
   * Columns of the terminal.
   *
   * @return the width, at least 10; {@value #DEFAULT_COLUMNS} if it is not known
   */
  public int columns() {
    int columns = width.getAsInt();
    return columns <= 0 ? DEFAULT_COLUMNS : Math.max(columns, LEAST_COLUMNS);
  }

  /**
   * Whether nobody reads any more what this process says: standard output failed and is a pipe or a
   * socket, which fail for no other reason. A full disk is something else.
   *
   * @return whether the reader has gone
   */
  @SuppressWarnings("ReferenceEquality") // The stream of this process, or another one.
  public boolean readerHasGone() {
    if (out != System.out || !out.checkError()) {
      return false;
    }
    try {
      String target = Files.readSymbolicLink(STANDARD_OUTPUT).toString();
      return target.startsWith("pipe:") || target.startsWith("socket:");
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Emphasised for standard output.
   *
   * @param text the text
   * @return the text, in bold where colours are shown
   */
  public String bold(String text) {
    return styled("1", text);
  }

  /**
   * Marked as good for standard output.
   *
   * @param text the text
   * @return the text, in green where colours are shown
   */
  public String good(String text) {
    return styled("32", text);
  }

  /**
   * Marked as doubtful for standard output.
   *
   * @param text the text
   * @return the text, in yellow where colours are shown
   */
  public String doubtful(String text) {
    return styled("33", text);
  }

  /**
   * Marked as bad for standard output.
   *
   * @param text the text
   * @return the text, in red where colours are shown
   */
  public String bad(String text) {
    return styled("31", text);
  }

  private String styled(String style, String text) {
    return outIsTerminal && colours ? "\033[" + style + "m" + text + "\033[0m" : text;
  }
}
