package dev.spinet.simulator.w5500;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.simulator.clock.SimulationClock;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A busy machine, on which the thread that runs the tasks of a clock is late. */
final class LateClockTest {

  /** Time goes by, and the tasks do not come to run. */
  private static final class LateClock implements SimulationClock {
    private long now;

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public Scheduled schedule(long delayNanos, Runnable task) {
      return () -> {};
    }

    void pass(long nanos) {
      now += nanos;
    }
  }

  /** A driver gives up a chip that does not answer in time, though its time is over long since. */
  @Test
  void theChipHasStartedWhenItsTimeIsOver() {
    var clock = new LateClock();
    var chip = new W5500Chip(clock, new TestCable(clock), ChipOptions.DEFAULT);
    var spi = new SpiMaster(chip);
    chip.resetWire().set(true);
    clock.pass(TimeUnit.MICROSECONDS.toNanos(ChipLimits.RESET_PULSE_MICROS));
    chip.resetWire().set(false);
    clock.pass(ChipOptions.DEFAULT.startup().toNanos() - 1);
    assertEquals(0, spi.get(CommonRegister.VERSIONR));
    clock.pass(1);
    assertEquals(ChipLimits.VERSION, spi.get(CommonRegister.VERSIONR));
  }
}
