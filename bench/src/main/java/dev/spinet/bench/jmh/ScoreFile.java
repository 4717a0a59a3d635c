package dev.spinet.bench.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads the results that JMH writes as comma-separated values ({@code -rf csv}). */
final class ScoreFile {

  private static final String PARAMETER = "Param: ";
  private static final String GARBAGE = "gc.";
  private static final String PERCENTILE = "p";

  private ScoreFile() {}

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read, or is not what JMH 1.37 writes
   */
  static List<Score> read(Path file) throws IOException {
    var lines = Files.readAllLines(file);
    if (lines.size() < 2) {
      throw new IOException("JMH has not written any result");
    }
    var header = split(lines.getFirst());
    var rows = new ArrayList<Map<String, String>>();
    for (var line : lines.subList(1, lines.size())) {
      var cells = split(line);
      var row = new LinkedHashMap<String, String>();
      for (int i = 0; i < Math.min(header.size(), cells.size()); i++) {
        row.put(header.get(i), cells.get(i));
      }
      rows.add(row);
    }
    try {
      return scores(rows);
    } catch (IllegalArgumentException e) {
      throw new IOException("not results of JMH: " + e.getMessage(), e);
    }
  }

  /**
   * A benchmark has one row of its own, and further ones named after it for what was seen beside.
   */
  private static List<Score> scores(List<Map<String, String>> rows) {
    var scores = new ArrayList<Score>();
    for (var row : rows) {
      var name = cell(row, "Benchmark");
      if (name.contains(":")) {
        continue;
      }
      var parameters = parameters(row);
      var garbage = new TreeMap<String, Double>();
      var percentiles = new TreeMap<Double, Double>();
      for (var other : rows) {
        var full = cell(other, "Benchmark");
        if (!full.startsWith(name + ":") || !parameters(other).equals(parameters)) {
          continue;
        }
        var beside = full.substring(full.indexOf(':') + 1);
        if (beside.contains(GARBAGE)) {
          garbage.put(beside.substring(beside.indexOf(GARBAGE)), number(cell(other, "Score")));
        } else if (beside.startsWith(PERCENTILE)) {
          percentiles.put(percentage(beside), number(cell(other, "Score")));
        }
      }
      var named = new LinkedHashMap<String, Double>();
      percentiles.forEach((percentage, time) -> named.put(text(percentage), time));
      scores.add(
          new Score(
              shortName(name),
              parameters,
              cell(row, "Mode"),
              Integer.parseInt(cell(row, "Threads")),
              number(cell(row, "Score")),
              number(cell(row, "Score Error (99.9%)")),
              cell(row, "Unit"),
              garbage(garbage),
              named));
    }
    return scores;
  }

  /** The times are not there if the collector never ran. */
  private static Score.Garbage garbage(Map<String, Double> seen) {
    return new Score.Garbage(
        seen.getOrDefault(GARBAGE + "alloc.rate.norm", Double.NaN),
        seen.getOrDefault(GARBAGE + "alloc.rate", Double.NaN),
        seen.getOrDefault(GARBAGE + "count", Double.NaN),
        seen.getOrDefault(GARBAGE + "time", Double.NaN));
  }

  /** {@code p0.50}, or with the method before it {@code name·p0.50}. */
  private static double percentage(String name) {
    return 100 * number(name.substring(name.lastIndexOf(PERCENTILE) + 1));
  }

  private static String text(double percentage) {
    var text = String.format(Locale.ROOT, "%.4f", percentage);
    return text.replaceFirst("\\.?0+$", "");
  }

  private static String shortName(String name) {
    int method = name.lastIndexOf('.');
    return name.substring(name.lastIndexOf('.', method - 1) + 1);
  }

  private static Map<String, String> parameters(Map<String, String> row) {
    var parameters = new LinkedHashMap<String, String>();
    for (var name : names(row)) {
      var value = cell(row, name);
      if (!value.isEmpty()) {
        parameters.put(name.substring(PARAMETER.length()), value);
      }
    }
    return parameters;
  }

  private static Set<String> names(Map<String, String> row) {
    var names = new LinkedHashSet<String>();
    for (var name : row.keySet()) {
      if (name.startsWith(PARAMETER)) {
        names.add(name);
      }
    }
    return names;
  }

  private static String cell(Map<String, String> row, String column) {
    var value = row.get(column);
    if (value == null) {
      throw new IllegalArgumentException("there is no column '" + column + "'");
    }
    return value;
  }

  private static double number(String text) {
    return text.isEmpty() || text.equals("NaN") ? Double.NaN : Double.parseDouble(text);
  }

  /** Cells may be in double quotes, with commas in them. */
  private static List<String> split(String line) {
    var cells = new ArrayList<String>();
    var cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString());
    return cells;
  }
}
