package dev.spinet.cli.bench;

import dev.spinet.bench.suite.BenchmarkProgress;
import dev.spinet.cli.terminal.Terminal;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;

/**
 * Shows on standard error how far a suite is: one line that is redrawn on a terminal; elsewhere one
 * line when it begins, and one each half minute.
 */
final class BenchProgress implements BenchmarkProgress, AutoCloseable {

  private static final String CLEAR_LINE = "\r\033[K";
  private static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Terminal terminal;
  private final PrintStream err;
  private final String suite;
  private boolean begun;
  private long shownAt;

  BenchProgress(Terminal terminal, String suite) {
    this.terminal = terminal;
    this.err = terminal.err();
    this.suite = suite;
  }

  @Override
  public void step(String what, int done, int total) {
    String line = "%s %d/%d: %s".formatted(suite, Math.min(done + 1, total), total, what);
    long now = System.nanoTime();
    if (terminal.errIsTerminal()) {
      int room = terminal.columns() - 1;
      err.print(CLEAR_LINE + line.substring(0, Math.min(room, line.length())));
      err.flush();
    } else if (!begun || now - shownAt >= HEARTBEAT_NANOS) {
      err.println(line);
      shownAt = now;
    }
    begun = true;
  }

  @Override
  public void close() {
    if (begun && terminal.errIsTerminal()) {
      err.print(CLEAR_LINE);
      err.flush();
    }
  }
}
