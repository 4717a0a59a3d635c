package dev.spinet.examples;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for what another process or thread brings about. */
public final class Await {

  private static final long PAUSE_NANOS = Duration.ofMillis(10).toNanos();

  private Await() {}

  /** A condition that may throw what tests throw. */
  @FunctionalInterface
  public interface Condition {

    /**
     * Looks.
     *
     * @return whether it holds now
     * @throws Exception if it cannot be told, which ends the wait
     */
    boolean holds() throws Exception;
  }

  /**
   * Waits until a condition holds.
   *
   * @param what the condition in words, for the failure
   * @param limit the longest wait
   * @param condition looked at every few milliseconds
   * @throws AssertionError if it does not come to hold in time
   * @throws Exception what the condition throws
   */
  public static void until(String what, Duration limit, Condition condition) throws Exception {
    until(() -> what, limit, condition);
  }

  /**
   * Waits until a condition holds.
   *
   * @param what the condition in words, asked for when it has failed
   * @param limit the longest wait
   * @param condition looked at every few milliseconds
   * @throws AssertionError if it does not come to hold in time
   * @throws Exception what the condition throws
   */
  public static void until(Supplier<String> what, Duration limit, Condition condition)
      throws Exception {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not within " + limit.toSeconds() + " s: " + what.get());
      }
      LockSupport.parkNanos(PAUSE_NANOS);
      if (Thread.interrupted()) {
        throw new InterruptedException("while waiting for: " + what.get());
      }
    }
  }
}
