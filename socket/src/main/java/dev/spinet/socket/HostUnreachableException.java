package dev.spinet.socket;

import java.net.NoRouteToHostException;
import org.jspecify.annotations.Nullable;

/**
 * The peer cannot be reached: nobody answers for its address on the local network, there is no
 * gateway on the way to it, or a router reports that there is no route. The socket is unconnected
 * again.
 */
public final class HostUnreachableException extends NoRouteToHostException {

  private static final long serialVersionUID = 1L;

  /**
   * With one sentence.
   *
   * @param message what was tried, where, and why it failed
   */
  public HostUnreachableException(String message) {
    super(message);
  }

  /**
   * With one sentence and what led to it.
   *
   * @param message what was tried, where, and why it failed
   * @param cause the error below, or {@code null} if there is none
   */
  public HostUnreachableException(String message, @Nullable Throwable cause) {
    super(message);
    initCause(cause);
  }
}
