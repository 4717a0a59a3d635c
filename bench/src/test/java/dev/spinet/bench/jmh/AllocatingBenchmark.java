package dev.spinet.bench.jmh;

import org.openjdk.jmh.annotations.Benchmark;

/** A benchmark that allocates on purpose, to see that the gate would notice. */
public class AllocatingBenchmark {

  static final int BYTES = 1000;

  /** Called by JMH. */
  public AllocatingBenchmark() {}

  /**
   * Allocates.
   *
   * @return the garbage
   */
  @Benchmark
  public byte[] allocate() {
    return new byte[BYTES];
  }
}
