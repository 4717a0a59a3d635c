package dev.spinet.simulator.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SimulatedLinesTest {

  private final Wire wire = new Wire();

  private static <T> FutureTask<T> start(Callable<T> callable) {
    var task = new FutureTask<>(callable);
    Thread.ofPlatform().daemon().start(task);
    return task;
  }

  @Test
  void assertedLineEndsAWaitAtOnce() throws Exception {
    try (var line = new SimulatedInterruptLine(wire)) {
      wire.set(true);
      assertTrue(line.isAsserted());
      assertTrue(line.await(0));
      assertTrue(line.await(Long.MAX_VALUE), "it is a level, not an edge");
      wire.set(false);
      assertFalse(line.await(0));
      assertFalse(line.await(1_000_000));
    }
  }

  @Test
  void waiterIsWokenByTheLevel() throws Exception {
    try (var line = new SimulatedInterruptLine(wire)) {
      var waiter = start(() -> line.await(Long.MAX_VALUE));
      wire.set(true);
      assertTrue(waiter.get(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void waiterIsWokenByCallAndByClose() throws Exception {
    var line = new SimulatedInterruptLine(wire);
    var waiter = start(() -> line.await(Long.MAX_VALUE));
    line.wakeup();
    assertFalse(waiter.get(20, TimeUnit.SECONDS));
    line.wakeup();
    assertFalse(line.await(Long.MAX_VALUE), "a wake-up is kept for the next wait");
    var another = start(() -> line.await(Long.MAX_VALUE));
    line.close();
    line.close();
    assertFalse(another.get(20, TimeUnit.SECONDS));
    assertFalse(line.await(Long.MAX_VALUE));
  }

  @Test
  void interruptEndsAWaitAndIsKept() throws Exception {
    try (var line = new SimulatedInterruptLine(wire)) {
      Thread.currentThread().interrupt();
      assertFalse(line.await(Long.MAX_VALUE));
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void resetLineDrivesTheWireAndLetsGoOfIt() {
    List<Boolean> levels = new ArrayList<>();
    wire.watch(levels::add);
    var line = new SimulatedResetLine(wire);
    line.set(true);
    line.set(true);
    line.set(false);
    line.set(true);
    line.close();
    assertEquals(List.of(true, false, true, false), levels);
  }
}
