package dev.spinet.cli.get;

import dev.spinet.cli.terminal.Progress;
import dev.spinet.cli.terminal.Terminal;
import dev.spinet.cli.terminal.Units;

/** Shows how far a download has come, also if nobody knows how far it is to go. */
interface Meter extends AutoCloseable {

  /** Tells how many bytes there are, those from earlier included. */
  void update(long bytes);

  @Override
  void close();

  /** Begins to show. */
  @FunctionalInterface
  interface Opener {

    /**
     * Begins.
     *
     * @param offset bytes that are there already
     * @param total bytes of all; -1 if nobody knows
     */
    Meter open(long offset, long total);
  }

  /** Shows it on standard error. */
  static Opener on(Terminal terminal, boolean onlyBar) {
    return (offset, total) ->
        total > offset
            ? new Known(Progress.of(terminal, "Download", total - offset, onlyBar), offset)
            : new Unknown(terminal, System.nanoTime());
  }

  /** Towards a known end. */
  record Known(Progress progress, long offset) implements Meter {

    @Override
    public void update(long bytes) {
      progress.update(bytes - offset);
    }

    @Override
    public void close() {
      progress.close();
    }
  }

  /** A count that is redrawn on a terminal, and nothing elsewhere. */
  final class Unknown implements Meter {

    private static final long REDRAW_NANOS = 100_000_000;
    private static final String CLEAR_LINE = "\r\033[K";

    private final Terminal terminal;
    private final long begun;
    private long drawnAt;
    private boolean drawn;

    Unknown(Terminal terminal, long begun) {
      this.terminal = terminal;
      this.begun = begun;
    }

    @Override
    public void update(long bytes) {
      long now = System.nanoTime();
      if (!terminal.errIsTerminal() || (drawn && now - drawnAt < REDRAW_NANOS)) {
        return;
      }
      drawn = true;
      drawnAt = now;
      String line =
          "Download  %s  %s".formatted(Units.bytes(bytes), Units.rate(bytes, now - begun));
      terminal.err().print(CLEAR_LINE + line);
      terminal.err().flush();
    }

    @Override
    public void close() {
      if (drawn) {
        drawn = false;
        terminal.err().print(CLEAR_LINE);
        terminal.err().flush();
      }
    }
  }
}
