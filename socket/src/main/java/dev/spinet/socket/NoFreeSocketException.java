package dev.spinet.socket;

import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * All sockets of the chip are in use. The message says what holds them; close one, or wait until a
 * closed one has finished sending.
 */
public final class NoFreeSocketException extends SocketException {

  private static final long serialVersionUID = 1L;

  /**
   * With one sentence.
   *
   * @param message what was tried, where, and why it failed
   */
  public NoFreeSocketException(String message) {
    super(message);
  }

  /**
   * With one sentence and what led to it.
   *
   * @param message what was tried, where, and why it failed
   * @param cause the error below, or {@code null} if there is none
   */
  public NoFreeSocketException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
