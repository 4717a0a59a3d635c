package dev.spinet.bench.report;

import java.util.List;

/** A piece of a section. The terminal shows paragraphs and tables, the page also the rest. */
public sealed interface Block {

  /**
   * Some sentences.
   *
   * @param text plain text
   */
  record Paragraph(String text) implements Block {}

  /**
   * Rows of numbers.
   *
   * @param header names of the columns; the first column is text, the others are numbers
   * @param rows as many cells as the header has
   */
  record Table(List<String> header, List<List<String>> rows) implements Block {

    /**
     * Copies the rows.
     *
     * @throws IllegalArgumentException if a row has not as many cells as the header
     */
    public Table {
      header = List.copyOf(header);
      rows = rows.stream().map(List::copyOf).toList();
      for (var row : rows) {
        if (row.size() != header.size()) {
          throw new IllegalArgumentException("not a row under " + header + ": " + row);
        }
      }
    }
  }

  /**
   * Something long, which is closed on the page until somebody opens it.
   *
   * @param title what it is
   * @param blocks what is in it
   */
  record Details(String title, List<Block> blocks) implements Block {

    /** Copies the list. */
    public Details {
      blocks = List.copyOf(blocks);
    }
  }

  /**
   * A chart.
   *
   * @param chart what it shows
   */
  record Picture(Chart chart) implements Block {}
}
