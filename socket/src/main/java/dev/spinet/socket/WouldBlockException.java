package dev.spinet.socket;

import java.net.SocketTimeoutException;

/**
 * A socket in non-blocking mode, that is with a time-out of zero, cannot do at once what was asked.
 * Ask again later; nothing is lost, and {@link #bytesTransferred} says how much was done.
 *
 * <p>It is a {@link SocketTimeoutException}, since a wait of length zero is over: code that handles
 * time-outs handles both.
 */
public final class WouldBlockException extends SocketTimeoutException {

  private static final long serialVersionUID = 1L;

  /**
   * With one sentence.
   *
   * @param message what cannot be done yet, and what to do
   */
  public WouldBlockException(String message) {
    super(message);
  }
}
