package dev.spinet.cli.exit;

import java.io.IOException;

/** The network, or a server in it, does not give what was asked for. */
public final class NetworkException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * With one sentence.
   *
   * @param message what was wanted, and what came instead
   */
  public NetworkException(String message) {
    super(message);
  }

  /**
   * With one sentence and the finding it comes from.
   *
   * @param message what was wanted, and what came instead
   * @param cause the finding
   */
  public NetworkException(String message, Throwable cause) {
    super(message, cause);
  }
}
