package dev.spinet.simulator.clock;

/**
 * Time and the one thread of a simulation. Everything that happens by itself (frames on the
 * network, timers of a chip, answers of a simulated peer) runs as a task of the clock, one at a
 * time and in the order of due times; tasks due at the same time run in the order in which they
 * were scheduled. With a clock that a test moves, a simulation is therefore repeatable to the byte.
 */
public interface SimulationClock {

  /**
   * The time now.
   *
   * @return nanoseconds since an arbitrary origin; never goes back
   */
  long nanoTime();

  /**
   * Runs a task later. Never runs it on the calling thread before this method returns, so a caller
   * may hold its own lock.
   *
   * @param delayNanos nanoseconds from now; 0 or less means as soon as possible
   * @param task what to run
   * @return a handle to cancel it
   */
  Scheduled schedule(long delayNanos, Runnable task);

  /** A task that has been scheduled. */
  interface Scheduled {

    /** Keeps the task from running. Has no effect once it runs or has run. */
    void cancel();
  }
}
