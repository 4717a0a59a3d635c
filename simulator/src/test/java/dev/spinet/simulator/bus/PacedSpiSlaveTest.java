package dev.spinet.simulator.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The time of a bus, on a clock that a test moves. */
class PacedSpiSlaveTest {

  private static final long MICRO = TimeUnit.MICROSECONDS.toNanos(1);

  private final List<Long> sleeps = new ArrayList<>();
  private long now;
  private long oversleep;
  private long modelNanos;

  private final SpiSlave chip =
      new SpiSlave() {
        @Override
        public void select() {}

        @Override
        public void exchange(
            MemorySegment mosi, long mosiOffset, MemorySegment miso, long misoOffset, int length) {
          now += modelNanos;
        }

        @Override
        public void read(MemorySegment miso, long misoOffset, int length) {
          now += modelNanos;
        }

        @Override
        public void write(MemorySegment mosi, long mosiOffset, int length) {
          now += modelNanos;
        }

        @Override
        public void deselect() {}
      };

  private PacedSpiSlave paced(SpiTiming timing) {
    return new PacedSpiSlave(
        chip,
        timing,
        () -> now,
        nanos -> {
          sleeps.add(nanos);
          now += nanos + oversleep;
          return nanos + oversleep;
        });
  }

  private void frames(PacedSpiSlave bus, int count, int bytes) {
    try (var arena = Arena.ofConfined()) {
      var memory = arena.allocate(bytes);
      for (int i = 0; i < count; i++) {
        bus.submission();
        bus.select();
        bus.exchange(memory, 0, memory, 0, bytes);
        bus.deselect();
      }
    }
  }

  @Test
  void addsUpClockSubmissionsAndSelects() {
    // 1000 bytes at 8 MHz are 1000 us.
    var timing = new SpiTiming(8_000_000, 20 * MICRO, 10 * MICRO);
    assertEquals(1_010 * MICRO, timing.frameNanos(1_000));
    frames(paced(timing), 100, 1_000);
    assertEquals(100 * 1_030 * MICRO, now);
  }

  @Test
  void shortFramesSleepRarelyAndAreRightTogether() {
    frames(paced(new SpiTiming(8_000_000, 20 * MICRO, 10 * MICRO)), 1_000, 4);
    long expected = 1_000 * 34 * MICRO;
    assertTrue(now <= expected && now > expected - 250 * MICRO, () -> "it took " + now);
    assertTrue(sleeps.size() < 150, () -> "it slept " + sleeps.size() + " times");
  }

  @Test
  void sleepsThatAreTooLongAreMadeUpFor() {
    oversleep = 80 * MICRO;
    frames(paced(new SpiTiming(8_000_000, 20 * MICRO, 10 * MICRO)), 1_000, 100);
    long expected = 1_000 * 130 * MICRO;
    assertTrue(Math.abs(now - expected) < 400 * MICRO, () -> "it took " + now);
  }

  @Test
  void timeOfTheModelCountsAndSavesUpNothing() {
    modelNanos = 500 * MICRO;
    frames(paced(new SpiTiming(8_000_000, 0, 0)), 10, 1_000);
    assertEquals(10 * 1_000 * MICRO, now);
    now = 0;
    modelNanos = 3_000 * MICRO;
    var slow = paced(new SpiTiming(8_000_000, 0, 0));
    frames(slow, 10, 1_000);
    assertEquals(10 * 3_000 * MICRO, now);
    modelNanos = 0;
    frames(slow, 1, 1_000);
    assertEquals(10 * 3_000 * MICRO + 1_000 * MICRO, now);
  }

  @Test
  void refusesABusThatCannotBe() {
    assertThrows(IllegalArgumentException.class, () -> new SpiTiming(0, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new SpiTiming(1, -1, 0));
    assertThrows(IllegalArgumentException.class, () -> new SpiTiming(1, 0, -1));
  }
}
