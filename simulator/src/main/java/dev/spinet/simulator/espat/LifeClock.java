package dev.spinet.simulator.espat;

import dev.spinet.simulator.clock.SimulationClock;

/**
 * The time of a module between two starts. Nothing that was planned in it happens after its end.
 */
final class LifeClock implements SimulationClock {
  private final SimulationClock clock;
  private boolean over;

  LifeClock(SimulationClock clock) {
    this.clock = clock;
  }

  @Override
  public long nanoTime() {
    return clock.nanoTime();
  }

  @Override
  public Scheduled schedule(long delayNanos, Runnable task) {
    return clock.schedule(
        delayNanos,
        () -> {
          if (!over) {
            task.run();
          }
        });
  }

  void end() {
    over = true;
  }
}
