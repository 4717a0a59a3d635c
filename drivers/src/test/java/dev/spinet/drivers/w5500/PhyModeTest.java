package dev.spinet.drivers.w5500;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.simulator.w5500.ChipOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The speed of the cable. */
@Timeout(60)
final class PhyModeTest {

  @ParameterizedTest
  @CsvSource({
    "AUTO, 100, true",
    "NEGOTIATE, 100, true",
    "FIXED_10_HALF, 10, false",
    "FIXED_10_FULL, 10, true",
    "FIXED_100_HALF, 100, false",
    "FIXED_100_FULL, 100, true",
  })
  void isAsChosen(PhyMode mode, int speed, boolean full) throws Exception {
    try (var board =
        Board.builder()
            .chip(ChipOptions.DEFAULT.withLinkNegotiation(Duration.ofMillis(50)))
            .options(o -> o.phy(mode).healthCheck(Duration.ofMillis(50)))
            .build()) {
      assertEquals(new PhyStatus(true, speed, full), board.driver.phy());
      // A reset of the chip does not change it.
      try (var _ = board.driver.openStream()) {
        board.chip.brownOut();
        Streams.await("recovery", () -> board.driver.statistics().faults().recoveries() == 1);
      }
      board.driver.link();
      assertEquals(new PhyStatus(true, speed, full), board.driver.phy());
      board.chip.diagnostics().clear();
    }
  }

  @Test
  void withoutCable() throws Exception {
    try (var board = Board.builder().build()) {
      board.cable.setPluggedIn(false);
      Streams.await("the loss", () -> !isLinkUp(board));
    }
  }

  private static boolean isLinkUp(Board board) {
    try {
      return board.driver.phy().linkUp();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void words() {
    assertEquals(PhyMode.FIXED_100_FULL, PhyMode.parse("100Full"));
    var failure = assertThrows(IllegalArgumentException.class, () -> PhyMode.parse("fast"));
    assertTrue(
        Streams.message(failure)
            .contains("none of auto, negotiate, 10half, 10full, 100half, 100full"));
  }
}
