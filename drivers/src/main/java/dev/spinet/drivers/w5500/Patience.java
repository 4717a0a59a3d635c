package dev.spinet.drivers.w5500;

/**
 * How long to ask for something that should be there at once. It ends when both the time is over
 * and it has been asked often enough: on a busy machine all of the time may pass between two looks.
 */
final class Patience {

  private static final int LOOKS = 20;

  private final long nanos;
  private long since;
  private int looks;

  Patience(long nanos) {
    this.nanos = nanos;
    restart();
  }

  void restart() {
    since = System.nanoTime();
    looks = 0;
  }

  /** Says that it has been looked once more in vain; tells whether that was enough. */
  boolean isOverAfterAnotherLook() {
    looks++;
    return looks > LOOKS && System.nanoTime() - since > nanos;
  }
}
