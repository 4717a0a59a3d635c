package dev.spinet.simulator.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RealTimeClockTest {

  private static final long DEADLINE_SECONDS = 20;

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertTrue(latch.await(DEADLINE_SECONDS, TimeUnit.SECONDS), "the clock has not run the task");
  }

  @Test
  void tasksRunOnOneThreadThatIsNotTheCallers() throws Exception {
    try (var clock = new RealTimeClock()) {
      var first = new CompletableFuture<Thread>();
      var second = new CompletableFuture<Thread>();
      clock.schedule(0, () -> first.complete(Thread.currentThread()));
      clock.schedule(1_000_000, () -> second.complete(Thread.currentThread()));
      var thread = first.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
      assertEquals(thread, second.get(DEADLINE_SECONDS, TimeUnit.SECONDS));
      assertNotEquals(Thread.currentThread(), thread);
      assertTrue(thread.isDaemon());
    }
  }

  /** A task that has run: between which times it was due, and when it ran. */
  private record Run(long dueFrom, long dueTo, long ranAt) {}

  @Test
  void tasksRunInOrderAndNeverEarly() throws Exception {
    try (var clock = new RealTimeClock()) {
      List<Run> runs = Collections.synchronizedList(new ArrayList<>());
      int count = 200;
      var done = new CountDownLatch(count);
      for (int i = 0; i < count; i++) {
        long delay = (i * 37 % 100) * 100_000L;
        long dueFrom = clock.nanoTime() + delay;
        var dueTo = new AtomicLong(Long.MAX_VALUE);
        clock.schedule(
            delay,
            () -> {
              runs.add(new Run(dueFrom, dueTo.get(), clock.nanoTime()));
              done.countDown();
            });
        dueTo.set(clock.nanoTime() + delay);
      }
      await(done);
      for (int i = 0; i < count; i++) {
        assertTrue(runs.get(i).ranAt() - runs.get(i).dueFrom() >= 0, "a task ran early");
        for (int k = i + 1; k < count; k++) {
          // The thread may be held up while it schedules, so a task is due within a range only.
          assertTrue(runs.get(i).dueFrom() <= runs.get(k).dueTo(), "tasks ran in a wrong order");
        }
      }
    }
  }

  @Test
  void earlierTaskOvertakesTheOneTheClockWaitsFor() throws Exception {
    try (var clock = new RealTimeClock()) {
      clock.schedule(TimeUnit.HOURS.toNanos(1), () -> {});
      var done = new CountDownLatch(1);
      clock.schedule(2_000_000, done::countDown);
      await(done);
    }
  }

  @Test
  void failedTaskIsReportedAndTheClockGoesOn() throws Exception {
    var reported = new CompletableFuture<Throwable>();
    try (var clock = new RealTimeClock(reported::complete)) {
      clock.schedule(
          0,
          () -> {
            throw new IllegalStateException("broken");
          });
      var done = new CountDownLatch(1);
      clock.schedule(0, done::countDown);
      assertEquals("broken", reported.get(DEADLINE_SECONDS, TimeUnit.SECONDS).getMessage());
      await(done);
    }
  }

  @Test
  void failingHandlerDoesNotStopTheClock() throws Exception {
    try (var clock =
        new RealTimeClock(failure -> {
          throw new IllegalStateException("the handler is broken too");
        })) {
      clock.schedule(
          0,
          () -> {
            throw new IllegalStateException("broken");
          });
      var done = new CountDownLatch(1);
      clock.schedule(0, done::countDown);
      await(done);
    }
  }

  @Test
  void cancelledTaskDoesNotRun() throws Exception {
    try (var clock = new RealTimeClock()) {
      var ran = new AtomicInteger();
      clock.schedule(5_000_000, ran::incrementAndGet).cancel();
      var done = new CountDownLatch(1);
      clock.schedule(10_000_000, done::countDown);
      await(done);
      assertEquals(0, ran.get());
    }
  }

  @Test
  void closeEndsTheThreadAndLaterTasksNeverRun() throws Exception {
    var clock = new RealTimeClock();
    var thread = new CompletableFuture<Thread>();
    clock.schedule(0, () -> thread.complete(Thread.currentThread()));
    thread.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    clock.close();
    clock.close();
    assertFalse(thread.get().isAlive());
    clock.schedule(
        0,
        () -> {
          throw new AssertionError("the clock is closed");
        });
  }

  @Test
  void aTaskMayCloseTheClock() throws Exception {
    var clock = new RealTimeClock();
    var thread = new CompletableFuture<Thread>();
    clock.schedule(
        0,
        () -> {
          clock.close();
          thread.complete(Thread.currentThread());
        });
    thread.get(DEADLINE_SECONDS, TimeUnit.SECONDS).join(TimeUnit.SECONDS.toMillis(20));
    assertFalse(thread.get().isAlive());
  }

  @Test
  void manyThreadsMaySchedule() throws Exception {
    int each = 20_000;
    int threads = 4;
    try (var clock = new RealTimeClock()) {
      var ran = new CountDownLatch(each * threads);
      List<Thread> schedulers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        schedulers.add(
            Thread.ofPlatform()
                .start(() -> {
                  for (int k = 0; k < each; k++) {
                    clock.schedule(k % 3 == 0 ? k : 0, ran::countDown);
                  }
                }));
      }
      for (var scheduler : schedulers) {
        scheduler.join();
      }
      await(ran);
    }
  }
}
