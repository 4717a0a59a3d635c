package dev.spinet.cli.terminal;

/**
 * Says what is being done, on a line of standard error that is gone in the end; nothing where lines
 * cannot be taken away again. For one thread.
 */
public final class Activity implements AutoCloseable {

  private static final String CLEAR_LINE = "\r\033[K";

  private final Terminal terminal;
  private boolean shown;

  /**
   * Nothing is shown yet.
   *
   * @param terminal where to show it
   */
  public Activity(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * Shows what is being done, in place of what was shown before.
   *
   * @param doing a few words
   */
  public void show(String doing) {
    if (terminal.errIsTerminal()) {
      clear();
      String text = doing + " ...";
      int room = terminal.columns() - 1;
      terminal.err().print(text.length() > room ? text.substring(0, room) : text);
      terminal.err().flush();
      shown = true;
    }
  }

  /** Takes it away. */
  public void clear() {
    if (shown) {
      terminal.err().print(CLEAR_LINE);
      terminal.err().flush();
      shown = false;
    }
  }

  /** Takes it away. Closing twice has no effect. */
  @Override
  public void close() {
    clear();
  }
}
