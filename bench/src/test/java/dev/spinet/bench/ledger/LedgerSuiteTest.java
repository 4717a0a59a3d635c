package dev.spinet.bench.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bench.compare.Change;
import dev.spinet.bench.compare.Comparison;
import dev.spinet.bench.suite.BenchmarkPlan;
import dev.spinet.bench.suite.Metric;
import dev.spinet.bench.suite.ResultDocument;
import dev.spinet.bench.suite.SuiteResult;
import dev.spinet.bench.suite.Tree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LedgerSuiteTest {

  private final LedgerSuite suite = new LedgerSuite();

  @Test
  void hasTheShapeThatIsDocumented() throws Exception {
    var steps = new ArrayList<Integer>();
    var result =
        suite.run(
            new BenchmarkPlan(Optional.empty(), false, Optional.empty()),
            (_, done, total) -> {
              assertTrue(done < total);
              steps.add(done);
            });

    var rows = Tree.array(result.data(), "data");
    assertEquals(rows.size(), steps.size());
    for (var row : rows) {
      assertEquals(
          List.of("op", "n", "frames", "bytes", "ioctls"),
          List.copyOf(Tree.object(row, "row").keySet()));
    }
    var operations =
        rows.stream()
            .map(row -> Tree.string(Tree.object(row, "row"), "op", "row"))
            .collect(Collectors.toSet());
    assertEquals(Operation.values().length, operations.size());
    assertTrue(operations.stream().allMatch(id -> Operation.of(id).isPresent()));
    assertEquals(3 * rows.size(), suite.metrics(result.data()).size());
  }

  @Test
  void metricsAreExact() {
    var row = Map.<String, Object>of("op", "close", "n", 0, "frames", 7, "bytes", 97L, "ioctls", 4);
    assertEquals(
        List.of(
            Metric.exact("close n=0 frames", "frames", 7),
            Metric.exact("close n=0 bytes", "bytes", 97),
            Metric.exact("close n=0 ioctls", "ioctls", 4)),
        suite.metrics(List.of(row)));
  }

  /** Those of a device stand beside the array, which stays as it is, and are no exact counts. */
  @Test
  void countsOfADeviceAreKeptAndCompared() {
    var row = Map.<String, Object>of("op", "close", "n", 0, "frames", 7, "bytes", 97L, "ioctls", 4);
    var more = new LinkedHashMap<>(row);
    more.put("frames", 9);
    var before = document(row, row);
    var now = document(row, more);

    assertEquals(List.of(row), now.suites().get("ledger"));
    assertEquals(List.of(more), now.suites().get("ledger_device"));
    var comparison = Comparison.of(List.of(suite), before, now);
    assertEquals(3, comparison.equal());
    assertFalse(comparison.isRegression());
    assertEquals(
        "on the device: close n=0 frames",
        comparison.changes(Change.Meaning.WORSE).getFirst().now().id());
    // A run without the device misses nothing.
    var without =
        ResultDocument.of(Map.of(), List.of(new SuiteResult("ledger", List.of(row), List.of())));
    assertEquals(List.of(), Comparison.of(List.of(suite), before, without).gone());
  }

  private static ResultDocument document(Map<String, Object> row, Map<String, Object> ofDevice) {
    var result = new SuiteResult("ledger", List.of(row), List.of(ofDevice), List.of());
    return ResultDocument.of(Map.of(), List.of(result));
  }

  @Test
  void refusesOtherData() {
    var thrown =
        assertThrows(
            IllegalArgumentException.class,
            () -> suite.metrics(List.of(Map.of("op", "close", "n", 0, "frames", "many"))));
    assertEquals("ledger[0] has no number 'frames'", thrown.getMessage());
    assertThrows(IllegalArgumentException.class, () -> suite.metrics(Map.of()));
    assertThrows(IllegalArgumentException.class, () -> suite.metrics(List.of(1)));
  }
}
