package dev.spinet.cli.exit;

import java.io.IOException;

/** Data came back that is not what was sent: the worst that can happen to a network stack. */
public final class MismatchException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * With one sentence.
   *
   * @param message what was expected and what arrived
   */
  public MismatchException(String message) {
    super(message);
  }
}
