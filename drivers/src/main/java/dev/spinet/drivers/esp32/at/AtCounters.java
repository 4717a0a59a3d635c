package dev.spinet.drivers.esp32.at;

import java.util.concurrent.atomic.LongAdder;

/** What has crossed the channel. Counting allocates nothing; any thread may read. */
public final class AtCounters {

  final LongAdder received = new LongAdder();
  final LongAdder sent = new LongAdder();
  final LongAdder commands = new LongAdder();
  final LongAdder unknownLines = new LongAdder();
  final LongAdder busy = new LongAdder();
  final LongAdder lateResults = new LongAdder();
  final LongAdder resynchronisations = new LongAdder();
  final LongAdder restarts = new LongAdder();

  /** All zero. */
  AtCounters() {}

  /**
   * How many lines were not understood so far.
   *
   * @return the count alone, without the garbage of a snapshot
   */
  public long unknown() {
    return unknownLines.sum();
  }

  /**
   * The counts so far.
   *
   * @return a snapshot
   */
  public Snapshot snapshot() {
    return new Snapshot(
        received.sum(),
        sent.sum(),
        commands.sum(),
        unknownLines.sum(),
        busy.sum(),
        lateResults.sum(),
        resynchronisations.sum(),
        restarts.sum());
  }

  /**
   * Counts at one moment.
   *
   * @param bytesReceived bytes from the module
   * @param bytesSent bytes to the module
   * @param commands commands sent, repetitions included
   * @param unknownLines lines that were not understood
   * @param busy how often the module was busy and threw a command away
   * @param lateResults results that came when no command was waiting for one
   * @param resynchronisations how often the conversation had to be brought into step again
   * @param restarts how often the module has restarted by itself
   */
  public record Snapshot(
      long bytesReceived,
      long bytesSent,
      long commands,
      long unknownLines,
      long busy,
      long lateResults,
      long resynchronisations,
      long restarts) {}
}
