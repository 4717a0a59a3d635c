package dev.spinet.cli.bench;

import dev.spinet.bench.compare.Change;
import dev.spinet.bench.compare.Comparison;
import dev.spinet.bench.suite.Metric;
import dev.spinet.bench.suite.Spread;
import dev.spinet.cli.terminal.Table;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Prints what has changed since the baseline. */
final class ComparisonPrinter {

  private static final int GAP = 2;
  private static final double PERCENT = 100;

  private final PrintStream out;

  ComparisonPrinter(PrintStream out) {
    this.out = out;
  }

  void print(Comparison comparison) {
    out.println(
        "Compared with the baseline: %d exact counts are equal.".formatted(comparison.equal()));
    changes("Regressions of exact counts", comparison.changes(Change.Meaning.REGRESSION));
    names("Exact counts that are missing now", comparison.gone());
    changes("Exact counts that are better", comparison.changes(Change.Meaning.IMPROVEMENT));
    changes("Measured, worse beyond its spread", comparison.changes(Change.Meaning.WORSE));
    changes("Measured, better beyond its spread", comparison.changes(Change.Meaning.BETTER));
    changes("Measured, within its spread", comparison.changes(Change.Meaning.NOISE));
    names("Not in the baseline", comparison.fresh());
    out.flush();
  }

  private void changes(String title, List<Change> changes) {
    if (changes.isEmpty()) {
      return;
    }
    var table = new Table().row("", "before", "now", "change");
    for (var change : changes) {
      table.row(
          "  " + change.now().id(),
          value(change.before()),
          value(change.now()),
          share(change.share()));
    }
    out.println();
    out.println(title + ":");
    table.lines(GAP).forEach(out::println);
  }

  private void names(String title, List<String> ids) {
    if (ids.isEmpty()) {
      return;
    }
    out.println();
    out.println(title + ":");
    ids.forEach(id -> out.println("  " + id));
  }

  private static String share(double share) {
    return Double.isFinite(share)
        ? String.format(Locale.ROOT, "%+.1f %%", PERCENT * share)
        : "from nothing";
  }

  private static String value(Metric metric) {
    Spread spread = metric.spread();
    return metric.kind() == Metric.Kind.EXACT
        ? String.format(Locale.ROOT, "%.0f", spread.median())
        : String.format(
                Locale.ROOT,
                "%.4g (%.4g..%.4g) %s",
                spread.median(),
                spread.min(),
                spread.max(),
                metric.unit())
            .strip();
  }
}
