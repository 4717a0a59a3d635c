package dev.spinet.cli.bench;

import dev.spinet.bench.report.Block;
import dev.spinet.bench.report.ReportSection;
import dev.spinet.cli.terminal.Table;
import dev.spinet.cli.terminal.Terminal;
import java.io.PrintStream;

/** Prints a section of the report on a terminal: its text and its tables. */
final class SectionPrinter {

  private static final int GAP = 2;
  private static final int WIDEST = 100;

  private final Terminal terminal;
  private final PrintStream out;

  SectionPrinter(Terminal terminal) {
    this.terminal = terminal;
    this.out = terminal.out();
  }

  void print(ReportSection section) {
    out.println(terminal.bold(section.title()));
    out.println();
    section.blocks().forEach(this::print);
    out.flush();
  }

  private void print(Block block) {
    switch (block) {
      case Block.Paragraph paragraph -> {
        wrap(paragraph.text());
        out.println();
      }
      case Block.Table table -> {
        table(table).lines(GAP).forEach(out::println);
        out.println();
      }
      case Block.Details details -> details.blocks().forEach(this::print);
      case Block.Picture _ -> {
        // For the page only.
      }
    }
  }

  private static Table table(Block.Table table) {
    var text = new Table().row(table.header().toArray(String[]::new));
    table.rows().forEach(row -> text.row(row.toArray(String[]::new)));
    return text;
  }

  private void wrap(String text) {
    int columns = Math.min(terminal.columns() - 1, WIDEST);
    var line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > columns) {
        out.println(line);
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    out.println(line);
  }
}
