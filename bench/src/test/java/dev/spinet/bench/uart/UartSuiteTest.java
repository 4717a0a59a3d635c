package dev.spinet.bench.uart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bench.suite.BenchmarkProgress;
import java.time.Duration;
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
  private static final double LEAST_OF_POSSIBLE = 0.99;

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
  void receivingComesToWhatIsPossible() {
    for (var point : points) {
      var possible = point.possible();
      assertEquals(point.what().equals(UartPoint.RECEIVE), possible.isPresent());
      if (possible.isPresent()) {
        double part = point.share() / possible.getAsDouble();
        assertTrue(part >= LEAST_OF_POSSIBLE, point + ": " + part + " of " + possible);
        assertTrue(part <= 1, point + ": " + part + " of " + possible);
      }
    }
  }

  /** The numbers of the protocol, by hand: 23 bytes ask, 18 and 6 are around the 5760. */
  @Test
  void whatIsPossibleIsTheWindowAndWhatItCosts() {
    double millis = 1e-3 * 3_000_000 / 10;
    var command = Duration.ofMillis(2);
    double share = ReadCeiling.share(5760L * 1000, 10e9 / 3_000_000, command, ReadSize.PUBLISHED);
    assertEquals(5760 / (23 + 18 + 5760 + 6 + 2 * millis), share, 1e-9);
    double last = ReadCeiling.share(5761, 10e9 / 3_000_000, command, ReadSize.PUBLISHED);
    assertEquals(5761 / (2 * 23 + 18 + 15 + 5761 + 2 * 6 + 4 * millis), last, 1e-9);
  }

  @Test
  void aLargerWindowMakesUpForSlowCommands() {
    var own = points.stream().filter(point -> !point.isPublished()).toList();
    assertEquals(UartModel.COMMANDS, own.stream().map(UartPoint::command).toList());
    assertTrue(own.stream().allMatch(point -> point.share() >= RECEIVE_GOAL), own::toString);
  }

  @Test
  void whatCommandsTakeIsShown() {
    var published = points.stream().filter(UartPoint::isPublished).toList();
    for (var command : UartModel.COMMANDS) {
      assertEquals(
          published.size() / UartModel.COMMANDS.size(),
          published.stream().filter(point -> point.command().equals(command)).count());
    }
    for (int i = 0; i < published.size(); i++) {
      var point = published.get(i);
      if (!point.isPlain()) {
        int plain = i - 4;
        assertEquals(point.what(), published.get(plain).what());
        assertTrue(point.nanos() > published.get(plain).nanos(), point::toString);
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
    var again =
        UartModel.receive(first.baud(), first.command(), first.flowControl(), first.reads());
    assertEquals(first.share(), again.share(), 0.001);
  }

  @Test
  void theDataCanBeComparedWithThemselves() {
    var metrics = new UartSuite().metrics(points.stream().map(UartPoint::tree).toList());
    assertEquals(points.size(), metrics.stream().map(metric -> metric.id()).distinct().count());
  }
}
