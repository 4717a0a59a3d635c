package dev.spinet.bench.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultDocumentTest {

  private static final ResultDocument DOCUMENT =
      ResultDocument.of(
          Map.of("java", "25"), List.of(new SuiteResult("ledger", List.of(1L), List.of())));

  private static String refused(Object tree) {
    var thrown = assertThrows(IllegalArgumentException.class, () -> ResultDocument.from(tree));
    return String.valueOf(thrown.getMessage());
  }

  @Test
  void comesBack() {
    assertEquals(DOCUMENT, ResultDocument.from(DOCUMENT.tree()));
  }

  @Test
  void aBareArrayIsALedger() {
    assertEquals(Map.of("ledger", List.of(1)), ResultDocument.from(List.of(1)).suites());
  }

  @Test
  void aBareObjectOfRatiosIsTheComparisonWithC() {
    var ratios = Map.of("bulk_recv", Map.of());
    assertEquals(Map.of("native", ratios), ResultDocument.from(ratios).suites());
  }

  @Test
  void saysWhatIsWrong() {
    assertTrue(refused(Map.of("a", 1)).contains("no result of this benchmark"));
    assertTrue(refused("text").contains("should be a JSON object"));
    var newer = DOCUMENT.tree();
    newer.put("version", 2L);
    assertTrue(refused(newer).contains("version 2"));
    var without = DOCUMENT.tree();
    without.remove("suites");
    assertTrue(refused(without).contains("suites"));
  }
}
