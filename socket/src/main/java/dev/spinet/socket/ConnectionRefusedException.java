package dev.spinet.socket;

import java.net.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * The peer answered an attempt to connect with a reset: nobody listens there, or a firewall
 * refuses. The socket is unconnected again and may be used for another attempt.
 */
public final class ConnectionRefusedException extends ConnectException {

  private static final long serialVersionUID = 1L;

  /**
   * With one sentence.
   *
   * @param message what was tried, where, and why it failed
   */
  public ConnectionRefusedException(String message) {
    super(message);
  }

  /**
   * With one sentence and what led to it.
   *
   * @param message what was tried, where, and why it failed
   * @param cause the error below, or {@code null} if there is none
   */
  public ConnectionRefusedException(String message, @Nullable Throwable cause) {
    super(message);
    initCause(cause);
  }
}
