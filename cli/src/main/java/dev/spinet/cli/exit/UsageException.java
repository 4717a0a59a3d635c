package dev.spinet.cli.exit;

/** The command line asks for something that cannot be; found out only after it was parsed. */
public final class UsageException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * With one sentence.
   *
   * @param message what is wrong and what to write instead
   */
  public UsageException(String message) {
    super(message);
  }

  /**
   * With one sentence and the finding it comes from.
   *
   * @param message what is wrong and what to write instead
   * @param cause the finding
   */
  public UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}
