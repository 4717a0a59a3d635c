package dev.spinet.simulator.espat;

/**
 * Something that goes wrong on the serial line, once, at a certain byte. Bytes are counted from the
 * moment when the fault is armed: 0 is the next one.
 */
public sealed interface SerialFault {

  /**
   * Which way the byte goes.
   *
   * @return the direction
   */
  SerialDirection direction();

  /**
   * Which byte it is about.
   *
   * @return 0 for the next one
   */
  long at();

  /**
   * Bytes get lost.
   *
   * @param direction which way they go
   * @param at the first of them, 0 for the next one
   * @param count how many, at least 1
   */
  record Lose(SerialDirection direction, long at, int count) implements SerialFault {

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if nothing would be lost
     */
    public Lose {
      requireCount(at, count);
    }
  }

  /**
   * Bits of a byte flip.
   *
   * @param direction which way it goes
   * @param at which byte, 0 for the next one
   * @param mask the bits, 1 to 255
   */
  record Flip(SerialDirection direction, long at, int mask) implements SerialFault {

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if no bit of a byte would flip
     */
    public Flip {
      requireCount(at, mask);
    }
  }

  /**
   * A byte comes more than once.
   *
   * @param direction which way it goes
   * @param at which byte, 0 for the next one
   * @param copies how many more, at least 1
   */
  record Duplicate(SerialDirection direction, long at, int copies) implements SerialFault {

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if there would be no copy
     */
    public Duplicate {
      requireCount(at, copies);
    }
  }

  /**
   * Bytes appear that nobody has sent.
   *
   * @param direction which way they go
   * @param at which byte they come before, 0 for the next one
   * @param text the bytes, as wire text
   */
  record Insert(SerialDirection direction, long at, String text) implements SerialFault {

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if nothing would appear
     */
    public Insert {
      requireCount(at, text.length());
    }
  }

  /**
   * The module starts anew, just before a byte.
   *
   * @param direction which way the byte goes
   * @param at which byte, 0 for the next one
   */
  record Reboot(SerialDirection direction, long at) implements SerialFault {

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the byte is a past one
     */
    public Reboot {
      requireCount(at, 1);
    }
  }

  private static void requireCount(long at, int count) {
    if (at < 0 || count < 1) {
      throw new IllegalArgumentException("a fault is about at least one byte to come");
    }
  }
}
