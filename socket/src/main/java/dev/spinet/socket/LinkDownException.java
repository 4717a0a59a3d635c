package dev.spinet.socket;

import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * The chip has no link to its network: no cable, no power at the other end, or {@link Eth#link()}
 * was not called.
 */
public final class LinkDownException extends SocketException {

  private static final long serialVersionUID = 1L;

  /**
   * With one sentence.
   *
   * @param message what was tried, where, and why it failed
   */
  public LinkDownException(String message) {
    super(message);
  }

  /**
   * With one sentence and what led to it.
   *
   * @param message what was tried, where, and why it failed
   * @param cause the error below, or {@code null} if there is none
   */
  public LinkDownException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
