package dev.spinet.cli.terminal;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Asks the controlling terminal for its columns, through stty(1). The answer is kept for a second,
 * so that a bar that is redrawn often follows a resized window at little cost.
 */
final class TerminalWidth implements IntSupplier {

  private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long PATIENCE_MILLIS = 500;

  private final String fallback;
  private boolean asked;
  private long askedAt;
  private int columns;

  /**
   * A width not yet asked for.
   *
   * @param fallback the columns to assume where there is no terminal to ask; may be empty
   */
  TerminalWidth(String fallback) {
    this.fallback = fallback;
  }

  /** The columns, or 0 if nobody knows. */
  @Override
  public int getAsInt() {
    long now = System.nanoTime();
    if (!asked || now - askedAt > KEPT_NANOS) {
      columns = ask();
      asked = true;
      askedAt = now;
    }
    return columns;
  }

  private int ask() {
    try {
      var stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        if (stty.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
          String answer =
              new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
          return secondNumber(answer.strip());
        }
      } finally {
        stty.destroyForcibly();
      }
    } catch (IOException _) {
      // No terminal, or no stty: the environment may still know.
      return number(fallback);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return number(fallback);
  }

  /** Of "rows columns", the columns. */
  private int secondNumber(String answer) {
    int space = answer.indexOf(' ');
    int found = space < 0 ? 0 : number(answer.substring(space + 1));
    return found > 0 ? found : number(fallback);
  }

  private static int number(String text) {
    return text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
  }
}
