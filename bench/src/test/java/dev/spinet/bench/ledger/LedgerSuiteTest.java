package dev.spinet.bench.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bench.suite.BenchmarkPlan;
import dev.spinet.bench.suite.Metric;
import dev.spinet.bench.suite.Tree;
import java.util.ArrayList;
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
