package dev.spinet.socket;

import java.net.SocketException;

/**
 * The module could not join an access point, or lost it, for a reason that has no class of its own:
 * the message says which.
 */
public class WifiException extends SocketException {

  private static final long serialVersionUID = 1L;

  /**
   * With one sentence.
   *
   * @param message what was tried, where, and why it failed; never the password
   */
  public WifiException(String message) {
    super(message);
  }
}
