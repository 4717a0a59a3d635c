package dev.spinet.simulator.scenario;

/** Which way a packet goes, as seen from the chip. */
public enum Direction {
  /** Either way. */
  BOTH(""),
  /** The chip has sent it. */
  FROM_CHIP("from chip"),
  /** It is for the chip, alone or among others. */
  TO_CHIP("to chip");

  private final String words;

  Direction(String words) {
    this.words = words;
  }

  /** The words in a file, none for both. */
  String words() {
    return words;
  }
}
