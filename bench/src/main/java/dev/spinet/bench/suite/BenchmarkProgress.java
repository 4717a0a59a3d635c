package dev.spinet.bench.suite;

/** Is told how far a suite is. For one thread at a time. */
public interface BenchmarkProgress {

  /** Shows nothing. */
  BenchmarkProgress NONE = (_, _, _) -> {};

  /**
   * A step begins.
   *
   * @param what what is measured now, some words
   * @param done steps done so far, from 0
   * @param total steps in all, at least 1
   */
  void step(String what, int done, int total);
}
