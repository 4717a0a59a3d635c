package dev.spinet.simulator.fuse.session;

/** A virtual file cannot be opened. */
public final class OpenRefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What the program gets. */
  private final int errno;

  /**
   * A refusal.
   *
   * @param errno the error number that the program gets, positive
   */
  public OpenRefusedException(int errno) {
    super("open refused, errno " + errno);
    this.errno = errno;
  }

  /**
   * The error number that the program gets.
   *
   * @return the number, positive
   */
  public int errno() {
    return errno;
  }
}
