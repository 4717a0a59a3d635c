package dev.spinet.simulator.scenario;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.CommonInterrupt;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.ModeBits;
import dev.spinet.simulator.w5500.SpiMaster;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What is wrong on a bench before anything works: wires that are missing, swapped or too long. */
final class WiringFaultTest {

  private static final byte[] ASK_VERSION = SpiMaster.bytes(0, 0x39, 0, 0);

  private final ScenarioBench bench = new ScenarioBench();

  private static byte[] answer(ScenarioRun run) {
    return new SpiMaster(run.spi()).frame(ASK_VERSION);
  }

  @Test
  void missingMosiReadsTheModeRegisterForAnyQuestion() {
    try (var run = bench.start("at frame 0: stick mosi low")) {
      assertArrayEquals(SpiMaster.bytes(1, 2, 3, 0), answer(run));
      new SpiMaster(run.spi()).set(CommonRegister.GAR, 0xA55A3CC3L);
      assertEquals(0, bench.pins.get(CommonRegister.GAR));
    }
  }

  @Test
  void wireSticksForGoodWhereNoNumberIsSaid() {
    try (var run = bench.start("at frame 0: stick miso high")) {
      for (int i = 0; i < 3; i++) {
        assertArrayEquals(SpiMaster.bytes(0xFF, 0xFF, 0xFF, 0xFF), answer(run));
      }
    }
  }

  @Test
  void lateMisoIsSeenOneBitToTheRight() {
    try (var run = bench.start("at frame 0: shift miso")) {
      // 01 02 03 04, moved by a bit.
      assertArrayEquals(SpiMaster.bytes(0x00, 0x81, 0x01, 0x82), answer(run));
      assertArrayEquals(SpiMaster.bytes(0x00, 0x81, 0x01, 0x82), answer(run));
    }
  }

  @Test
  void shiftEndsAfterItsBytes() {
    try (var run = bench.start("at frame 0: shift miso for 4 bytes")) {
      assertArrayEquals(SpiMaster.bytes(0x00, 0x81, 0x01, 0x82), answer(run));
      assertArrayEquals(SpiMaster.bytes(1, 2, 3, 4), answer(run));
    }
  }

  @Test
  void bitsFlipAboveTheLimitOfTheClockOnly() {
    try (var run = bench.start("at frame 0: disturb above 12MHz")) {
      answer(run);
      assertTrue(wrong(run) > 0, "the clock is the guaranteed one until the master says another");
      run.spi().clock(12_000_000);
      assertEquals(0, wrong(run));
      run.spi().clock(12_000_001);
      assertTrue(wrong(run) > 0);
    }
  }

  private static int wrong(ScenarioRun run) {
    int wrong = 0;
    for (int i = 0; i < 200; i++) {
      wrong += Arrays.equals(SpiMaster.bytes(1, 2, 3, 4), answer(run)) ? 0 : 1;
    }
    return wrong;
  }

  @Test
  void unwiredInterruptStaysHighWhateverThereIsToTell() {
    try (var run = bench.start("at frame 0: stick interrupt high")) {
      answer(run);
      conflict();
      assertFalse(bench.chip.interruptWire().isAsserted());
      assertTrue(bench.pins.get(CommonRegister.IR) != 0, "the event is there");
    }
  }

  @Test
  void shortCircuitHoldsInterruptLowThroughAReset() {
    try (var run = bench.start("at frame 0: stick interrupt low")) {
      answer(run);
      assertTrue(bench.chip.interruptWire().isAsserted());
      bench.pins.set(CommonRegister.MR, ModeBits.RST);
      assertTrue(bench.chip.interruptWire().isAsserted());
    }
  }

  /** Something for which the chip asks for attention: another station has its address. */
  private void conflict() {
    bench.pins.set(CommonRegister.IMR, CommonInterrupt.CONFLICT);
    bench.peer.set(CommonRegister.SIPR, ScenarioBench.CHIP.value());
    bench.openUdp(1);
    bench.settle();
  }

  @Test
  void unwiredResetLeavesTheChipAsItIs() {
    try (var run = bench.start("at frame 0: stick reset high")) {
      answer(run);
      bench.chip.resetWire().set(true);
      bench.pass(Duration.ofMillis(1));
      bench.chip.resetWire().set(false);
      assertEquals(ScenarioBench.CHIP.value(), (int) bench.pins.get(CommonRegister.SIPR));
    }
  }

  @Test
  void resetWireThatIsShortToGroundSilencesTheChip() {
    try (var run = bench.start("at frame 0: stick reset low")) {
      assertArrayEquals(new byte[4], answer(run));
      bench.chip.resetWire().set(true);
      bench.pass(Duration.ofMillis(1));
      bench.chip.resetWire().set(false);
      bench.pass(Duration.ofMillis(100));
      assertArrayEquals(new byte[4], answer(run));
    }
  }

  @Test
  void anotherChipStaysAnotherChip() {
    try (var run = bench.start("at frame 0: version 0x51")) {
      assertArrayEquals(SpiMaster.bytes(1, 2, 3, 0x51), answer(run));
      bench.pins.set(CommonRegister.MR, ModeBits.RST);
      assertArrayEquals(SpiMaster.bytes(1, 2, 3, 0x51), answer(run));
      assertEquals(0x04, ChipLimits.VERSION);
    }
  }
}
