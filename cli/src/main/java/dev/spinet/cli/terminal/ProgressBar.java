package dev.spinet.cli.terminal;

import java.io.PrintStream;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * One line of a terminal that is redrawn in place, at most ten times a second, never wider than the
 * terminal, and gone in the end.
 */
final class ProgressBar implements Progress {

  private static final long REDRAW_NANOS = 100_000_000;
  private static final int LEAST_BAR = 10;
  private static final int MOST_BAR = 50;
  private static final int BRACKETS = 2;
  private static final String GAP = "  ";
  private static final String CLEAR_LINE = "\r\033[K";

  private final Terminal terminal;
  private final String what;
  private final long total;
  private final LongSupplier nanoTime;
  private final long begun;
  private long drawnAt;
  private boolean drawn;

  ProgressBar(Terminal terminal, String what, long total, LongSupplier nanoTime) {
    this.terminal = terminal;
    this.what = what;
    this.total = total;
    this.nanoTime = nanoTime;
    this.begun = nanoTime.getAsLong();
  }

  @Override
  public void update(long done) {
    long now = nanoTime.getAsLong();
    if (drawn && now - drawnAt < REDRAW_NANOS) {
      return;
    }
    drawn = true;
    drawnAt = now;
    PrintStream err = terminal.err();
    err.print(CLEAR_LINE + line(done, now - begun));
    err.flush();
  }

  @Override
  public void close() {
    if (drawn) {
      drawn = false;
      terminal.err().print(CLEAR_LINE);
      terminal.err().flush();
    }
  }

  /** The line for the terminal as wide as it is now. The last column stays free. */
  private String line(long done, long elapsed) {
    int room = terminal.columns() - 1;
    String percent = "%3d %%".formatted(Math.min(100, done * 100 / total));
    String amount = Units.bytes(done) + " of " + Units.bytes(total);
    String rate = Units.rate(done, elapsed);
    long left = done == 0 ? 0 : (long) ((double) elapsed / done * (total - done));
    String remaining = Units.time(left) + " left";
    // From rich to poor; the first that leaves room for a bar wins.
    var texts =
        List.of(
            List.of(percent, amount, rate, remaining),
            List.of(percent, amount, rate),
            List.of(percent, rate),
            List.of(percent));
    for (List<String> fields : texts) {
      String text = String.join(GAP, fields);
      int barWidth = room - what.length() - text.length() - 2 * GAP.length() - BRACKETS;
      if (barWidth >= LEAST_BAR) {
        return what + GAP + bar(done, Math.min(barWidth, MOST_BAR)) + GAP + text;
      }
    }
    return percent.length() <= room ? percent : "";
  }

  private String bar(long done, int width) {
    int filled = (int) Math.min(width, done * width / total);
    return terminal.unicode()
        ? "▕" + "█".repeat(filled) + "·".repeat(width - filled) + "▏"
        : "[" + "#".repeat(filled) + ".".repeat(width - filled) + "]";
  }
}
