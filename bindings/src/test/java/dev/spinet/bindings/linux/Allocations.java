package dev.spinet.bindings.linux;

import static org.junit.jupiter.api.Assertions.fail;

import java.lang.reflect.Method;
import java.time.Duration;

/**
 * What the calling thread allocates, as the JVM counts it. The counter is in a module that this one
 * has no need to read but for this.
 */
final class Allocations {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int CALLS = 10_000;

  /** Some bytes a window of calls: the compiler may change its mind once within one. */
  private static final long TOLERANCE = CALLS / 10;

  private Allocations() {}

  /** Something that is done over and over. */
  @FunctionalInterface
  interface Operation {
    void run() throws Exception;
  }

  /**
   * Repeats an operation until it allocates nothing, which takes the JVM's compiler some thousand
   * calls to bring about, and fails if it never comes to that.
   */
  static void assertNone(Operation operation) throws Exception {
    var threads =
        Class.forName("java.lang.management.ManagementFactory")
            .getMethod("getThreadMXBean")
            .invoke(null);
    var counter =
        Class.forName("com.sun.management.ThreadMXBean")
            .getMethod("getCurrentThreadAllocatedBytes");
    long start = System.nanoTime();
    long allocated;
    do {
      long before = read(counter, threads);
      for (int i = 0; i < CALLS; i++) {
        operation.run();
      }
      allocated = read(counter, threads) - before;
      if (allocated <= TOLERANCE) {
        return;
      }
    } while (System.nanoTime() - start < LIMIT.toNanos());
    fail(CALLS + " calls allocate " + allocated + " bytes");
  }

  private static long read(Method counter, Object threads) throws Exception {
    return (long) counter.invoke(threads);
  }
}
