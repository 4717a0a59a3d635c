package dev.spinet.bench.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bench.suite.BenchmarkProgress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WireSuiteTest {

  private List<WirePoint> points = List.of();

  @BeforeAll
  void model() throws Exception {
    points = new WireModel(List.of()).run(BenchmarkProgress.NONE);
  }

  private WirePoint reference(String driver, int bufsiz, String what, int n) {
    return points.stream()
        .filter(point ->
            point.driver().equals(driver)
                && point.bufsiz() == bufsiz
                && point.what().equals(what)
                && point.n() == n
                && point.isAt(WireModel.REFERENCE_HZ, WireModel.REFERENCE_MICROS))
        .findFirst()
        .orElseThrow();
  }

  /** 95 % of the wire limit both ways, whatever spidev takes in one submission. */
  @ParameterizedTest
  @CsvSource({
    "4096, tcp-recv, 8192",
    "4096, tcp-send, 8192",
    "65536, tcp-recv, 8192",
    "65536, tcp-send, 8192",
  })
  void bulkTransfersComeNearTheWire(int bufsiz, String what, int n) {
    var point = reference(WireModel.OURS, bufsiz, what, n);
    assertTrue(point.share() >= 0.95, () -> point.share() + " of the limit: " + point);
  }

  @Test
  void noOtherDriverIsQuicker() {
    for (var point : points) {
      boolean other = !point.driver().equals(WireModel.OURS) && !point.driver().equals("floor");
      if (other && point.isAt(WireModel.REFERENCE_HZ, WireModel.REFERENCE_MICROS)) {
        int bufsiz = point.isGoodput() ? 4096 : 0;
        var ours = reference(WireModel.OURS, bufsiz, point.what(), point.n());
        assertTrue(
            point.isGoodput() ? ours.value() > point.value() : ours.value() < point.value(),
            () -> ours + " is not better than " + point);
      }
    }
  }

  @Test
  void nothingIsQuickerThanTheWire() {
    assertTrue(points.stream().filter(WirePoint::isGoodput).allMatch(point -> point.share() < 1));
  }

  @Test
  void theDataCanBeComparedWithThemselves() {
    var suite = new WireSuite();
    var data = Map.of("points", points.stream().map(WirePoint::tree).toList());
    var metrics = suite.metrics(data);
    assertFalse(metrics.isEmpty());
    assertEquals(metrics.size(), metrics.stream().map(metric -> metric.id()).distinct().count());
    assertEquals(1, WireReport.sections(points).size());
  }
}
