package dev.spinet.bench.jmh;

import dev.spinet.bench.report.Block;
import dev.spinet.bench.report.Chart;
import dev.spinet.bench.report.ReportSection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The scores for people. */
final class JmhReport {

  private static final List<String> CHARTS = List.of("Receive", "Send", "Datagram");

  private JmhReport() {}

  static List<ReportSection> sections(List<Score> scores) {
    Map<String, List<Score>> groups = new LinkedHashMap<>();
    for (var score : scores) {
      groups.computeIfAbsent(score.group(), _ -> new ArrayList<>()).add(score);
    }
    var blocks = new ArrayList<Block>();
    blocks.add(
        new Block.Paragraph(
            "What Java costs for one call, from the program down to the bus and back. The bus is in"
                + " the same process, and the chip on it is always ready, so nothing else is"
                + " measured; no real chip is as quick. Error bars are those of JMH, 99.9 %. Garbage"
                + " is what JMH's gc profiler sees: bytes that a call allocates and leaves to the"
                + " collector, megabytes of all calls in a second, and how often and how long the"
                + " collector ran meanwhile. The paths that carry data leave none."));
    for (var name : CHARTS) {
      var group = groups.get(name);
      if (group != null) {
        blocks.add(new Block.Picture(chart(name, group)));
      }
    }
    var wakeUps = groups.get("WakeUp");
    if (wakeUps != null) {
      blocks.add(new Block.Picture(percentiles(wakeUps)));
    }
    for (var group : groups.entrySet()) {
      blocks.add(table(group.getKey(), group.getValue()));
    }
    return List.of(new ReportSection("What a call costs in Java (JMH)", blocks));
  }

  /** Groups of bars by method, a series for each set of parameters. */
  private static Chart chart(String name, List<Score> scores) {
    var methods = scores.stream().map(score -> method(score.benchmark())).distinct().toList();
    Map<String, List<Score>> series = new LinkedHashMap<>();
    for (var score : scores) {
      series.computeIfAbsent(parameters(score), _ -> new ArrayList<>()).add(score);
    }
    var bars = new ArrayList<Chart.Series>();
    series.forEach((parameters, ofSeries) -> {
      var values = new ArrayList<Double>();
      var errors = new ArrayList<Double>();
      for (var method : methods) {
        var found = ofSeries.stream().filter(s -> method(s.benchmark()).equals(method)).findFirst();
        values.add(found.map(Score::score).orElse(0.0));
        errors.add(found.map(Score::error).filter(Double::isFinite).orElse(0.0));
      }
      bars.add(new Chart.Series(parameters, values, errors));
    });
    return new Chart.Bars(
        name + ": time of one call",
        "",
        scores.getFirst().unit(),
        methods.stream().map(JmhReport::words).toList(),
        bars);
  }

  private static Chart percentiles(List<Score> scores) {
    var percentages = List.of("50", "90");
    return new Chart.Bars(
        "Waking up: from the edge of the interrupt to the return of the call",
        "",
        scores.getFirst().unit(),
        percentages.stream().map(percentage -> percentage + " % stay below").toList(),
        scores.stream()
            .map(score ->
                new Chart.Series(
                    parameters(score) + " thread",
                    percentages.stream()
                        .map(percentage -> score.percentiles().getOrDefault(percentage, 0.0))
                        .toList()))
            .toList());
  }

  private static String method(String benchmark) {
    return benchmark.substring(benchmark.indexOf('.') + 1);
  }

  private static String parameters(Score score) {
    var words = new ArrayList<String>();
    score.parameters().forEach((name, value) -> words.add(parameter(name, value)));
    return String.join(", ", words);
  }

  private static String parameter(String name, String value) {
    return switch (name) {
      case "n" -> value + " bytes";
      case "deferred" -> value.equals("true") ? "deferred RECV" : "RECV at once";
      default -> value;
    };
  }

  private static Block table(String name, List<Score> scores) {
    boolean sampled = scores.stream().anyMatch(score -> !score.percentiles().isEmpty());
    var header =
        new ArrayList<>(
            List.of(
                words(name),
                "score",
                "error",
                "unit",
                "garbage, B/call",
                "garbage, MB/s",
                "collections",
                "of ms"));
    if (sampled) {
      header.addAll(List.of("p50", "p90", "p99", "p99.9"));
    }
    var rows = new ArrayList<List<String>>();
    for (var score : scores) {
      var row = new ArrayList<String>();
      var parameters = parameters(score);
      row.add(words(method(score.benchmark())) + (parameters.isEmpty() ? "" : ", " + parameters));
      row.add(number(score.score()));
      row.add(Double.isFinite(score.error()) ? number(score.error()) : "");
      row.add(score.unit());
      var garbage = score.garbage();
      row.add(whole(garbage.bytesPerCall()));
      row.add(whole(garbage.megabytesPerSecond()));
      row.add(whole(garbage.collections()));
      row.add(whole(garbage.collectionMillis()));
      if (sampled) {
        for (var percentage : List.of("50", "90", "99", "99.9")) {
          var time = score.percentiles().get(percentage);
          row.add(time == null ? "" : number(time));
        }
      }
      rows.add(row);
    }
    return new Block.Table(header, rows);
  }

  private static String whole(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%,.0f", value) : "";
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f", value);
  }

  /** {@code intoNativeMemory} to {@code into native memory}. */
  private static String words(String name) {
    return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }
}
