package dev.spinet.simulator.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class VirtualClockTest {

  private final VirtualClock clock = new VirtualClock();
  private final List<String> ran = new ArrayList<>();

  private void at(long nanos, String name) {
    clock.schedule(nanos, () -> ran.add(name + "@" + clock.nanoTime()));
  }

  @Test
  void tasksRunAtTheirTimeInOrderOfTimeAndThenOfScheduling() {
    at(20, "c");
    at(10, "a");
    at(10, "b");
    at(30, "d");
    clock.advance(Duration.ofNanos(25));
    assertEquals(List.of("a@10", "b@10", "c@20"), ran);
    assertEquals(25, clock.nanoTime());
    assertEquals(1, clock.pendingTasks());
  }

  @Test
  void nothingRunsBeforeTimeMoves() {
    at(0, "now");
    at(-5, "late");
    assertTrue(ran.isEmpty());
    clock.runUntilIdle();
    assertEquals(List.of("now@0", "late@0"), ran);
  }

  @Test
  void farAwayIsNotNow() {
    clock.advance(Duration.ofDays(1));
    at(Long.MAX_VALUE, "never");
    at(1, "soon");
    clock.advance(Duration.ofDays(365));
    assertEquals(1, ran.size());
    assertEquals(1, clock.pendingTasks());
  }

  @Test
  void tasksMaySchedule() {
    clock.schedule(5, () -> at(0, "inner"));
    clock.schedule(5, () -> at(5, "later"));
    clock.advance(Duration.ofNanos(10));
    assertEquals(List.of("inner@5", "later@10"), ran);
  }

  @Test
  void cancelledTasksDoNotRun() {
    var task = clock.schedule(5, () -> ran.add("cancelled"));
    at(6, "kept");
    task.cancel();
    task.cancel();
    assertEquals(1, clock.pendingTasks());
    clock.advance(Duration.ofNanos(10));
    assertEquals(List.of("kept@6"), ran);
  }

  @Test
  void manyCancelledTasksAreSweptOut() {
    for (int i = 0; i < 100_000; i++) {
      clock.schedule(1_000_000 + i, () -> ran.add("cancelled")).cancel();
    }
    at(7, "kept");
    assertEquals(1, clock.pendingTasks());
    clock.advance(Duration.ofSeconds(1));
    assertEquals(List.of("kept@7"), ran);
  }

  @Test
  void runUntilStopsAsSoonAsTheConditionHolds() {
    at(10, "a");
    at(20, "b");
    assertTrue(clock.runUntil(() -> !ran.isEmpty(), Duration.ofSeconds(1)));
    assertEquals(10, clock.nanoTime());
    assertFalse(clock.runUntil(() -> ran.size() == 3, Duration.ofNanos(90)));
    assertEquals(100, clock.nanoTime());
  }

  @Test
  void failureOfATaskReachesTheCallerAndTheRestStays() {
    clock.schedule(
        1,
        () -> {
          throw new IllegalStateException("broken");
        });
    at(2, "after");
    assertThrows(IllegalStateException.class, () -> clock.advance(Duration.ofNanos(5)));
    clock.advance(Duration.ofNanos(5));
    assertEquals(List.of("after@2"), ran);
  }

  @Test
  void timeDoesNotGoBack() {
    assertThrows(IllegalArgumentException.class, () -> clock.advance(Duration.ofNanos(-1)));
  }
}
