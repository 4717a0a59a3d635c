package dev.spinet.socket;

import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * The connection was cut without an orderly end: the peer sent a reset, or stopped answering so
 * that the chip gave the connection up. Bytes that had arrived before are delivered before this is
 * thrown; from then on every call throws it.
 */
public final class ConnectionResetException extends SocketException {

  private static final long serialVersionUID = 1L;

  /**
   * With one sentence.
   *
   * @param message what was tried, where, and why it failed
   */
  public ConnectionResetException(String message) {
    super(message);
  }

  /**
   * With one sentence and what led to it.
   *
   * @param message what was tried, where, and why it failed
   * @param cause the error below, or {@code null} if there is none
   */
  public ConnectionResetException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
