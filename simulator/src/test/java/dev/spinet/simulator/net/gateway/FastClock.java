package dev.spinet.simulator.net.gateway;

import dev.spinet.simulator.clock.RealTimeClock;
import dev.spinet.simulator.clock.SimulationClock;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Time that passes several times as fast, so that time-outs can be waited for. */
public final class FastClock implements SimulationClock, AutoCloseable {
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final RealTimeClock clock = new RealTimeClock(failure::set);
  private final long origin = System.nanoTime();
  private final int factor;

  /** A clock that runs {@code factor} times as fast as the real one. */
  public FastClock(int factor) {
    this.factor = factor;
  }

  @Override
  public long nanoTime() {
    return (clock.nanoTime() - origin) * factor;
  }

  @Override
  public Scheduled schedule(long delayNanos, Runnable task) {
    return clock.schedule(delayNanos / factor, task);
  }

  /** Stops the clock and fails if a task has failed. */
  @Override
  public void close() {
    clock.close();
    var thrown = failure.get();
    if (thrown != null) {
      throw new AssertionError("a task of the simulation has failed", thrown);
    }
  }
}
