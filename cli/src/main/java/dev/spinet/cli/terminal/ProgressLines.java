package dev.spinet.cli.terminal;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A few plain lines for a log or a pipe: one per quarter, and one each half minute if it is slow.
 */
final class ProgressLines implements Progress {

  private static final long QUARTERS = 4;
  private static final long PERCENT_PER_QUARTER = 25;
  private static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final PrintStream err;
  private final String what;
  private final long total;
  private final LongSupplier nanoTime;
  private final long begun;
  private long shownAt;
  private long shownQuarter;

  ProgressLines(PrintStream err, String what, long total, LongSupplier nanoTime) {
    this.err = err;
    this.what = what;
    this.total = total;
    this.nanoTime = nanoTime;
    this.begun = nanoTime.getAsLong();
    this.shownAt = begun;
  }

  @Override
  public void update(long done) {
    long now = nanoTime.getAsLong();
    long quarter = (long) ((double) done / total * QUARTERS);
    // The end is not a line of its own: what follows says it.
    boolean crossed = quarter > shownQuarter && quarter < QUARTERS;
    boolean slow = now - shownAt >= HEARTBEAT_NANOS && done < total;
    if (crossed || slow) {
      shownQuarter = quarter;
      shownAt = now;
      long percent = crossed ? quarter * PERCENT_PER_QUARTER : (long) (100.0 * done / total);
      err.println(
          "%s: %d %%, %s at %s"
              .formatted(what, percent, Units.bytes(done), Units.rate(done, now - begun)));
    }
  }

  @Override
  public void close() {}
}
