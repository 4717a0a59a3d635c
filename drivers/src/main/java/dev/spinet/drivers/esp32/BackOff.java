package dev.spinet.drivers.esp32;

/** How long to wait before the next try: twice as long each time, up to a bound. */
final class BackOff {

  private final long firstNanos;
  private final long longestNanos;
  private long nextNanos;

  BackOff(long firstNanos, long longestNanos) {
    this.firstNanos = firstNanos;
    this.longestNanos = longestNanos;
    nextNanos = firstNanos;
  }

  /** The wait before the next try, in nanoseconds. */
  long next() {
    long now = nextNanos;
    nextNanos = Math.min(2 * now, longestNanos);
    return now;
  }

  /** A try has succeeded: the next wait is the shortest again. */
  void reset() {
    nextNanos = firstNanos;
  }
}
