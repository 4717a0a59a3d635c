package dev.spinet.cli.demo;

import dev.spinet.cli.terminal.Table;
import dev.spinet.cli.terminal.Terminal;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Tells a person what happens: a label and a text per fact, wrapped at the terminal's edge. */
final class Narration {

  private static final int LABEL_WIDTH = 10;
  private static final int WIDE_GAP = 2;
  private static final int NARROW = 45;
  private static final int UNLIMITED = Integer.MAX_VALUE;

  private final Terminal terminal;
  private final PrintStream out;

  /**
   * A narration on standard output.
   *
   * @param terminal where to tell it
   * @param silent whether to tell nothing at all
   */
  Narration(Terminal terminal, boolean silent) {
    this.terminal = terminal;
    this.out =
        silent
            ? new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)
            : terminal.out();
  }

  /** Tells a fact. */
  void fact(String label, String text) {
    wrapped(terminal.bold(label) + " ".repeat(LABEL_WIDTH - label.length()), LABEL_WIDTH, text);
    out.flush();
  }

  /** Tells that something was verified. */
  void verified(String text) {
    String mark = terminal.unicode() ? "✓ " : "OK: ";
    int indent = LABEL_WIDTH + mark.length();
    wrapped(" ".repeat(LABEL_WIDTH) + terminal.good(mark), indent, text);
    out.flush();
  }

  /** Prints words behind a head; on a terminal, further lines are indented as far as it goes. */
  private void wrapped(String firstHead, int indent, String text) {
    int columns = terminal.outIsTerminal() ? terminal.columns() - 1 : UNLIMITED;
    String head = firstHead;
    var line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && indent + line.length() + 1 + word.length() > columns) {
        out.println(head + line);
        head = " ".repeat(indent);
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    out.println(head + line);
  }

  /** Shows a table under a title. */
  void table(String title, Table table, String footnote) {
    boolean narrow = terminal.outIsTerminal() && terminal.columns() < NARROW;
    out.println();
    out.println(terminal.bold(title));
    table.lines(narrow ? 1 : WIDE_GAP).forEach(out::println);
    wrapped("", 0, footnote);
    out.flush();
  }
}
