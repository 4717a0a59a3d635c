package dev.spinet.bench.suite;

import java.io.IOException;
import java.util.List;

/** One part of the benchmark, such as the bus ledger. */
public interface BenchmarkSuite {

  /**
   * Its name on the command line and in results.
   *
   * @return one word in lower case
   */
  String name();

  /**
   * What it measures, for the help text.
   *
   * @return some words, 60 characters at most
   */
  String summary();

  /**
   * Runs it. Blocks until it is done; an interrupt of the thread ends it early, with everything
   * closed that it has opened.
   *
   * @param plan what is asked for
   * @param progress is told how far it is
   * @return the results
   * @throws IOException if it cannot run here; the message says what is missing
   * @throws InterruptedException if the thread was interrupted
   */
  SuiteResult run(BenchmarkPlan plan, BenchmarkProgress progress)
      throws IOException, InterruptedException;

  /**
   * The numbers in the data of a run that are worth comparing with those of another run, see {@link
   * SuiteResult#data}.
   *
   * @param data the data, as they were read from a file
   * @return the numbers, each with an identity that is the same in every run
   * @throws IllegalArgumentException if these are no data of this suite; the message says where
   */
  List<Metric> metrics(Object data);

  /**
   * The same of what a run has found out on the device at hand, see {@link SuiteResult#device}.
   * They are never {@linkplain Metric.Kind#EXACT exact}: another run may have another device, or
   * none.
   *
   * @param data the data, as they were read from a file
   * @return the numbers; none unless the suite has such data
   * @throws IllegalArgumentException if these are no data of this suite; the message says where
   */
  default List<Metric> deviceMetrics(Object data) {
    return List.of();
  }
}
