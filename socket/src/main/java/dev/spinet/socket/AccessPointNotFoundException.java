package dev.spinet.socket;

/** No access point of this name is in reach. */
public final class AccessPointNotFoundException extends WifiException {

  private static final long serialVersionUID = 1L;

  /**
   * With one sentence.
   *
   * @param message what was tried, where, and why it failed; never the password
   */
  public AccessPointNotFoundException(String message) {
    super(message);
  }
}
