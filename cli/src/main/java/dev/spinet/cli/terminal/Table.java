package dev.spinet.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/** Rows in aligned columns: the first to the left, all others to the right, as numbers want it. */
public final class Table {

  private final List<List<String>> rows = new ArrayList<>();

  /** Without rows. */
  public Table() {}

  /**
   * Adds a row.
   *
   * @param cells its cells, as many as in the other rows
   * @return this table
   */
  public Table row(String... cells) {
    if (!rows.isEmpty() && rows.getFirst().size() != cells.length) {
      throw new IllegalArgumentException(
          "a row has %d cells, the first one has %d"
              .formatted(cells.length, rows.getFirst().size()));
    }
    rows.add(List.of(cells));
    return this;
  }

  /**
   * The lines.
   *
   * @param gap spaces between columns
   * @return one line per row, without trailing spaces
   */
  public List<String> lines(int gap) {
    var lines = new ArrayList<String>();
    for (List<String> row : rows) {
      var line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        String cell = row.get(column);
        String padding = " ".repeat(width(column) - cell.length());
        line.append(" ".repeat(column == 0 ? 0 : gap))
            .append(column == 0 ? cell + padding : padding + cell);
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
