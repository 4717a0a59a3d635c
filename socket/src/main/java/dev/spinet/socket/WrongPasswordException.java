package dev.spinet.socket;

/** The access point refuses the password. */
public final class WrongPasswordException extends WifiException {

  private static final long serialVersionUID = 1L;

  /**
   * With one sentence.
   *
   * @param message what was tried, where, and why it failed; never the password
   */
  public WrongPasswordException(String message) {
    super(message);
  }
}
