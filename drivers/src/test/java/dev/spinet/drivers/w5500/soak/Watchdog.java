package dev.spinet.drivers.w5500.soak;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Knows what everybody is doing and since when, and finds those who are at it for too long. */
final class Watchdog {

  /** More than any call with its time-out and the recovery of a chip can take. */
  static final long LIMIT = TimeUnit.SECONDS.toNanos(45);

  private record Step(String what, long since) {}

  private final Map<Thread, Step> steps = new ConcurrentHashMap<>();

  void begins(String what) {
    steps.put(Thread.currentThread(), new Step(what, System.nanoTime()));
  }

  void ends() {
    steps.remove(Thread.currentThread());
  }

  boolean someoneHangs() {
    long now = System.nanoTime();
    return steps.values().stream().anyMatch(step -> now - step.since() > LIMIT);
  }

  /** What everybody is doing, and where. */
  String dump() {
    var text = new StringBuilder();
    long now = System.nanoTime();
    steps.forEach((thread, step) -> {
      long seconds = TimeUnit.NANOSECONDS.toSeconds(now - step.since());
      text.append("%s for %d s: %s%n".formatted(thread, seconds, step.what()));
      append(text, thread.getStackTrace());
    });
    Thread.getAllStackTraces()
        .forEach((thread, frames) -> {
          text.append(thread).append(' ').append(thread.getState()).append('\n');
          append(text, frames);
        });
    return text.toString();
  }

  private static void append(StringBuilder text, StackTraceElement[] frames) {
    for (var frame : frames) {
      text.append("    at ").append(frame).append('\n');
    }
  }
}
