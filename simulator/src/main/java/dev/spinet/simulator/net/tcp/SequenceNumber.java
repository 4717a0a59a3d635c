package dev.spinet.simulator.net.tcp;

/** The arithmetic of sequence numbers, which wrap (RFC 9293, section 3.4). */
final class SequenceNumber {

  private SequenceNumber() {}

  /** Whether {@code a} comes before {@code b}. */
  static boolean before(int a, int b) {
    return a - b < 0;
  }

  /** Whether {@code a} comes after {@code b}. */
  static boolean after(int a, int b) {
    return a - b > 0;
  }

  static int later(int a, int b) {
    return after(a, b) ? a : b;
  }
}
