package dev.spinet.bench.endtoend;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Times of single operations, all of them kept. */
final class Latencies {

  private static final double NANOS_PER_MICRO = 1e3;

  private final long[] sorted;

  Latencies(long[] nanos) {
    if (nanos.length == 0) {
      throw new IllegalArgumentException("no times");
    }
    sorted = nanos.clone();
    Arrays.sort(sorted);
  }

  /**
   * The time that so many stayed within.
   *
   * @param percentage 0 to 100
   * @return microseconds
   */
  double micros(double percentage) {
    int rank = (int) Math.ceil(percentage / 100 * sorted.length);
    return sorted[Math.max(0, Math.min(sorted.length, rank) - 1)] / NANOS_PER_MICRO;
  }

  /** For programs. */
  Map<String, Object> tree() {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("count", sorted.length);
    tree.put("p50_us", micros(50));
    tree.put("p90_us", micros(90));
    tree.put("p99_us", micros(99));
    tree.put("p999_us", micros(99.9));
    tree.put("max_us", micros(100));
    return tree;
  }
}
