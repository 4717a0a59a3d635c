package dev.spinet.socket;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The device opened, but no chip of the expected kind answers on it. The message says what was
 * read, what was expected, and what to check on the wiring.
 */
public final class ChipNotFoundException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * With one sentence.
   *
   * @param message what was tried, where, and why it failed
   */
  public ChipNotFoundException(String message) {
    super(message);
  }

  /**
   * With one sentence and what led to it.
   *
   * @param message what was tried, where, and why it failed
   * @param cause the error below, or {@code null} if there is none
   */
  public ChipNotFoundException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
