package dev.spinet.simulator.fuse;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waiting for a condition that other processes bring about. */
final class Deadline {

  private static final long LIMIT = TimeUnit.SECONDS.toNanos(20);
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

  @FunctionalInterface
  interface Condition {
    boolean holds() throws IOException;
  }

  private Deadline() {}

  static void await(String what, Condition condition) throws IOException {
    long start = System.nanoTime();
    while (!condition.holds()) {
      if (System.nanoTime() - start > LIMIT) {
        throw new AssertionError("waited in vain until " + what);
      }
      LockSupport.parkNanos(PAUSE);
    }
  }
}
