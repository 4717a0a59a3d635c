package dev.spinet.bindings.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.BusException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OutputDrainTest {
  private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(20);

  private final AtomicInteger looks = new AtomicInteger();

  @Test
  void anEmptyQueueIsNotWaitedFor() throws BusException {
    assertEquals(0, OutputDrain.run("port", () -> looks.getAndIncrement() * 0, PATIENCE));
    assertEquals(1, looks.get());
  }

  @Test
  void whatMovesIsWaitedForHoweverLongItTakes() throws BusException {
    long start = System.nanoTime();
    // Shrinks with every look, of which there is at most one a millisecond.
    assertEquals(0, OutputDrain.run("port", () -> 100 - looks.getAndIncrement(), PATIENCE));

    assertEquals(101, looks.get());
    assertTrue(System.nanoTime() - start > PATIENCE, "longer than the patience in one step");
  }

  @Test
  void whatIsHeldBackIsGivenUp() throws BusException {
    assertEquals(
        40, OutputDrain.run("port", () -> Math.max(40, 60 - looks.getAndIncrement()), PATIENCE));
  }

  @Test
  void theSlowerTheLineTheLongerThePatience() {
    assertEquals(TimeUnit.MILLISECONDS.toNanos(250 + 10_240), OutputDrain.patienceNanos(1000));
    assertTrue(OutputDrain.patienceNanos(4_000_000) < TimeUnit.MILLISECONDS.toNanos(255));
    assertTrue(OutputDrain.patienceNanos(0) > 0);
  }

  @Test
  void anInterruptedThreadWaitsToo() throws BusException {
    Thread.currentThread().interrupt();
    assertEquals(0, OutputDrain.run("port", () -> 3 - looks.getAndIncrement(), PATIENCE));

    assertTrue(Thread.interrupted(), "the interrupt is kept");
  }
}
