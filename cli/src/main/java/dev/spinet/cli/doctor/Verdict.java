package dev.spinet.cli.doctor;

/** How a check ended. */
public enum Verdict {
  /** All is well. */
  OK("ok"),
  /** It works, and something is not as it should be. */
  WARNING("warning"),
  /** It does not work. */
  PROBLEM("problem"),
  /** Nobody has looked; the finding says why. */
  NOT_CHECKED("not checked");

  private final String word;

  Verdict(String word) {
    this.word = word;
  }

  /**
   * The verdict in words.
   *
   * @return as it is printed, and as JSON has it
   */
  public String word() {
    return word;
  }
}
