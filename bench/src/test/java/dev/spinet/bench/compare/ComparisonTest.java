package dev.spinet.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bench.suite.BenchmarkPlan;
import dev.spinet.bench.suite.BenchmarkProgress;
import dev.spinet.bench.suite.BenchmarkSuite;
import dev.spinet.bench.suite.Metric;
import dev.spinet.bench.suite.ResultDocument;
import dev.spinet.bench.suite.Spread;
import dev.spinet.bench.suite.SuiteResult;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  /** A suite whose data are its metrics. */
  private record Given(String name) implements BenchmarkSuite {

    @Override
    public String summary() {
      return "given";
    }

    @Override
    public SuiteResult run(BenchmarkPlan plan, BenchmarkProgress progress) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Metric> metrics(Object data) {
      return ((List<?>) data).stream().map(Metric.class::cast).toList();
    }
  }

  private static ResultDocument document(Metric... metrics) {
    return new ResultDocument(Map.of(), Map.of("given", List.of(metrics)));
  }

  private static Comparison compare(ResultDocument before, ResultDocument now) {
    return Comparison.of(List.of(new Given("given")), before, now);
  }

  private static Metric measured(Metric.Kind kind, double median, double min, double max) {
    return new Metric("measured", "us", kind, new Spread(median, min, max));
  }

  @Test
  void equalCountsAreCounted() {
    var document = document(Metric.exact("a", "frames", 4), Metric.exact("b", "frames", 5));
    var comparison = compare(document, document);
    assertEquals(2, comparison.equal());
    assertEquals(List.of(), comparison.changes());
    assertFalse(comparison.isRegression());
  }

  @Test
  void aHigherCountIsARegression() {
    var comparison =
        compare(
            document(Metric.exact("a", "frames", 4), Metric.exact("b", "frames", 5)),
            document(Metric.exact("a", "frames", 5), Metric.exact("b", "frames", 4)));
    assertTrue(comparison.isRegression());
    assertEquals("a", comparison.changes(Change.Meaning.REGRESSION).getFirst().now().id());
    assertEquals("b", comparison.changes(Change.Meaning.IMPROVEMENT).getFirst().now().id());
    assertEquals(0.25, comparison.changes(Change.Meaning.REGRESSION).getFirst().share(), 1e-9);
  }

  @Test
  void aMissingCountIsARegression() {
    var comparison =
        compare(
            document(Metric.exact("a", "frames", 4), Metric.exact("b", "frames", 5)),
            document(Metric.exact("a", "frames", 4), Metric.exact("c", "frames", 1)));
    assertTrue(comparison.isRegression());
    assertEquals(List.of("b"), comparison.gone());
    assertEquals(List.of("c"), comparison.fresh());
  }

  @Test
  void measuredValuesNeverFail() {
    for (var kind : List.of(Metric.Kind.LESS_IS_BETTER, Metric.Kind.MORE_IS_BETTER)) {
      var up = compare(document(measured(kind, 10, 9, 11)), document(measured(kind, 20, 19, 21)));
      var down = compare(document(measured(kind, 20, 19, 21)), document(measured(kind, 10, 9, 11)));
      var near = compare(document(measured(kind, 10, 9, 11)), document(measured(kind, 11, 10, 12)));
      boolean more = kind == Metric.Kind.MORE_IS_BETTER;
      assertEquals(1, up.changes(more ? Change.Meaning.BETTER : Change.Meaning.WORSE).size());
      assertEquals(1, down.changes(more ? Change.Meaning.WORSE : Change.Meaning.BETTER).size());
      assertEquals(1, near.changes(Change.Meaning.NOISE).size());
      for (var comparison : List.of(up, down, near)) {
        assertFalse(comparison.isRegression());
      }
    }
  }

  @Test
  void nothingInCommonIsAMistake() {
    var other = new ResultDocument(Map.of(), Map.of("other", List.of()));
    var thrown =
        assertThrows(
            IllegalArgumentException.class,
            () -> compare(other, document(Metric.exact("a", "frames", 4))));
    assertTrue(String.valueOf(thrown.getMessage()).contains("other"), thrown::toString);
  }

  @Test
  void theSameTwiceIsAMistake() {
    var twice = document(Metric.exact("a", "frames", 4), Metric.exact("a", "frames", 5));
    assertThrows(IllegalArgumentException.class, () -> compare(twice, twice));
  }
}
