package dev.spinet.bench.uart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bench.suite.BenchmarkProgress;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What share of a serial line the ESP-AT driver gets, in the model's time, which is exact. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
final class UartSuiteTest {

  private static final double RECEIVE_GOAL = 0.93;
  private static final double SEND_GOAL = 0.90;

  private List<UartPoint> points = List.of();

  @BeforeAll
  void run() throws Exception {
    points = UartModel.run(BenchmarkProgress.NONE);
  }

  @Test
  void bulkTransfersComeNearTheLine() {
    for (var point : points) {
      double goal = point.what().equals(UartPoint.RECEIVE) ? RECEIVE_GOAL : SEND_GOAL;
      assertTrue(
          !point.flowControl() || !point.isPlain() || point.share() >= goal, point::toString);
    }
  }

  @Test
  void whatCommandsTakeIsShown() {
    for (var command : UartModel.COMMANDS) {
      assertEquals(
          points.size() / UartModel.COMMANDS.size(),
          points.stream().filter(point -> point.command().equals(command)).count());
    }
    for (int i = 0; i < points.size(); i++) {
      var point = points.get(i);
      if (!point.isPlain()) {
        int plain = i - 4;
        assertEquals(point.what(), points.get(plain).what());
        assertTrue(point.nanos() > points.get(plain).nanos(), point::toString);
      }
    }
  }

  @Test
  void nothingIsQuickerThanTheLine() {
    assertTrue(points.stream().allMatch(point -> point.share() < 1), points::toString);
  }

  @Test
  void theFiguresAreTheModelsAlone() throws Exception {
    var first = points.getFirst();
    var again = UartModel.receive(first.baud(), first.command(), first.flowControl());
    assertEquals(first.share(), again.share(), 0.001);
  }

  @Test
  void theDataCanBeComparedWithThemselves() {
    var metrics = new UartSuite().metrics(points.stream().map(UartPoint::tree).toList());
    assertEquals(points.size(), metrics.stream().map(metric -> metric.id()).distinct().count());
  }
}
