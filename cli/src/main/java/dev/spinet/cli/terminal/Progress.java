package dev.spinet.cli.terminal;

/** Shows how far something has come that takes longer than a moment. For one thread. */
public sealed interface Progress extends AutoCloseable
    permits ProgressBar, ProgressLines, Progress.None {

  /**
   * Tells how far it has come. Cheap: most calls show nothing.
   *
   * @param done bytes done so far
   */
  void update(long done);

  /** Ends the showing and takes away what must not stay. Closing twice has no effect. */
  @Override
  void close();

  /**
   * The showing that fits a terminal: a bar where lines can be redrawn, a few plain lines
   * elsewhere.
   *
   * @param terminal where to show; progress goes to its standard error
   * @param what what is going on, one word
   * @param total bytes to do, at least 1
   * @param onlyBar whether to show nothing rather than plain lines
   * @return the showing, which the caller closes
   */
  static Progress of(Terminal terminal, String what, long total, boolean onlyBar) {
    if (terminal.errIsTerminal()) {
      return new ProgressBar(terminal, what, total, System::nanoTime);
    }
    return onlyBar ? new None() : new ProgressLines(terminal.err(), what, total, System::nanoTime);
  }

  /** Shows nothing. */
  record None() implements Progress {

    @Override
    public void update(long done) {}

    @Override
    public void close() {}
  }
}
