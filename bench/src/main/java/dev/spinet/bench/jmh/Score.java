package dev.spinet.bench.jmh;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One result of JMH.
 *
 * @param benchmark class and method, without the package
 * @param parameters values of the parameters by name
 * @param mode how it was measured: {@code avgt}, {@code thrpt} or {@code sample}
 * @param threads how many threads called
 * @param score the score
 * @param error half the width of the interval that it lies in at 99.9 %, or NaN
 * @param unit unit of both
 * @param garbage what the {@code gc} profiler of JMH has seen
 * @param percentiles of sampled times: the time by the percentage, such as {@code 99.9}
 */
record Score(
    String benchmark,
    Map<String, String> parameters,
    String mode,
    int threads,
    double score,
    double error,
    String unit,
    Garbage garbage,
    Map<String, Double> percentiles) {

  /**
   * What was allocated and collected while it was measured; NaN where it was not seen.
   *
   * @param bytesPerCall bytes that a call allocates ({@code gc.alloc.rate.norm})
   * @param megabytesPerSecond what all calls allocate in a second, 10^6 bytes ({@code
   *     gc.alloc.rate})
   * @param collections how often the collector ran ({@code gc.count})
   * @param collectionMillis how long, in milliseconds ({@code gc.time})
   */
  record Garbage(
      double bytesPerCall,
      double megabytesPerSecond,
      double collections,
      double collectionMillis) {}

  /** Class, method and parameters: what it is called in every run. */
  String id() {
    var text = new StringBuilder(benchmark);
    parameters.forEach((name, value) -> text.append(' ').append(name).append('=').append(value));
    return text.toString();
  }

  /** Whether a lower score is better: all but throughput. */
  boolean isTime() {
    return !mode.equals("thrpt");
  }

  /** The part before the point. */
  String group() {
    return benchmark.substring(0, benchmark.indexOf('.')).replace("Benchmark", "");
  }

  /** The part after the point, and the parameters. */
  String label() {
    var text = new StringBuilder(benchmark.substring(benchmark.indexOf('.') + 1));
    parameters.forEach((name, value) -> text.append(", ").append(name).append('=').append(value));
    return text.toString();
  }

  /** The result for programs; numbers that are none are left out. */
  Map<String, Object> tree() {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("benchmark", benchmark);
    tree.put("parameters", parameters);
    tree.put("mode", mode);
    tree.put("threads", threads);
    tree.put("score", score);
    put(tree, "error", error);
    tree.put("unit", unit);
    put(tree, "bytes_per_call", garbage.bytesPerCall());
    put(tree, "allocated_mb_per_second", garbage.megabytesPerSecond());
    put(tree, "collections", garbage.collections());
    put(tree, "collection_ms", garbage.collectionMillis());
    if (!percentiles.isEmpty()) {
      tree.put("percentiles", percentiles);
    }
    return tree;
  }

  private static void put(Map<String, Object> tree, String name, double number) {
    if (Double.isFinite(number)) {
      tree.put(name, number);
    }
  }
}
