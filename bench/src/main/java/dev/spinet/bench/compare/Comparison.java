package dev.spinet.bench.compare;

import dev.spinet.bench.suite.BenchmarkSuite;
import dev.spinet.bench.suite.Metric;
import dev.spinet.bench.suite.ResultDocument;
import dev.spinet.bench.suite.SuiteResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A run beside an earlier one. Only what was run now is compared.
 *
 * @param equal how many exact counts are as before
 * @param changes what differs
 * @param gone exact counts of the baseline that this run does not have
 * @param fresh numbers of this run that the baseline does not have
 */
public record Comparison(int equal, List<Change> changes, List<String> gone, List<String> fresh) {

  /** Copies the lists. */
  public Comparison {
    changes = List.copyOf(changes);
    gone = List.copyOf(gone);
    fresh = List.copyOf(fresh);
  }

  /**
   * Compares.
   *
   * @param suites the suites that were run
   * @param baseline the earlier run
   * @param now this run
   * @return what has changed
   * @throws IllegalArgumentException if the data of the baseline are not what they should be, or if
   *     it has none of these suites
   */
  public static Comparison of(
      List<BenchmarkSuite> suites, ResultDocument baseline, ResultDocument now) {
    requireComparable(suites, baseline);
    int equal = 0;
    var changes = new ArrayList<Change>();
    var gone = new ArrayList<String>();
    var fresh = new ArrayList<String>();
    for (var suite : suites) {
      var data = now.suites().get(suite.name());
      var earlier = baseline.suites().get(suite.name());
      if (data == null || earlier == null) {
        continue;
      }
      var before = byId(metrics(suite, earlier, baseline));
      for (var metric : metrics(suite, data, now)) {
        var old = before.remove(metric.id());
        if (old == null) {
          fresh.add(metric.id());
        } else if (!old.spread().equals(metric.spread())) {
          changes.add(new Change(old, metric));
        } else if (metric.kind() == Metric.Kind.EXACT) {
          equal++;
        }
      }
      before.values().stream()
          .filter(metric -> metric.kind() == Metric.Kind.EXACT)
          .map(Metric::id)
          .forEach(gone::add);
    }
    return new Comparison(equal, changes, gone, fresh);
  }

  /**
   * Makes sure that there is something to compare.
   *
   * @param suites the suites that are to be compared
   * @param baseline the earlier run
   * @throws IllegalArgumentException if the data of the baseline are not what they should be, or if
   *     it has none of these suites
   */
  public static void requireComparable(List<BenchmarkSuite> suites, ResultDocument baseline) {
    boolean common = false;
    for (var suite : suites) {
      var data = baseline.suites().get(suite.name());
      if (data != null) {
        common = true;
        byId(metrics(suite, data, baseline));
      }
    }
    if (!common) {
      throw new IllegalArgumentException(
          "it has results of %s, and of nothing that is to be run now"
              .formatted(String.join(", ", baseline.suites().keySet())));
    }
  }

  private static List<Metric> metrics(BenchmarkSuite suite, Object data, ResultDocument document) {
    var metrics = new ArrayList<>(suite.metrics(data));
    var device = document.suites().get(SuiteResult.deviceKey(suite.name()));
    if (device != null) {
      metrics.addAll(suite.deviceMetrics(device));
    }
    return metrics;
  }

  private static Map<String, Metric> byId(List<Metric> metrics) {
    var map = new LinkedHashMap<String, Metric>();
    for (var metric : metrics) {
      if (map.put(metric.id(), metric) != null) {
        throw new IllegalArgumentException("it has '%s' twice".formatted(metric.id()));
      }
    }
    return map;
  }

  /**
   * Changes of one kind.
   *
   * @param meaning what they mean
   * @return the changes, in the order of the run
   */
  public List<Change> changes(Change.Meaning meaning) {
    return changes.stream().filter(change -> change.meaning() == meaning).toList();
  }

  /**
   * Whether an exact count has become worse, or is missing.
   *
   * @return {@code true} if so
   */
  public boolean isRegression() {
    return !gone.isEmpty() || !changes(Change.Meaning.REGRESSION).isEmpty();
  }
}
