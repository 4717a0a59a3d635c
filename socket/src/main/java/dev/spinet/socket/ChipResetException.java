package dev.spinet.socket;

import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * The chip lost its state: it was reset, or its supply voltage dropped. Every connection it carried
 * is gone, and what was not yet delivered with it; open a new socket.
 */
public final class ChipResetException extends SocketException {

  private static final long serialVersionUID = 1L;

  /**
   * With one sentence.
   *
   * @param message what was tried, where, and why it failed
   */
  public ChipResetException(String message) {
    super(message);
  }

  /**
   * With one sentence and what led to it.
   *
   * @param message what was tried, where, and why it failed
   * @param cause the error below, or {@code null} if there is none
   */
  public ChipResetException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
