package dev.spinet.simulator.espat;

/** Takes what comes in as data and not as commands. */
interface DataMode {

  /**
   * Takes bytes of a chunk.
   *
   * @param bytes where they are
   * @param offset offset of the first one
   * @param length how many there are, at least 1
   * @param isolated whether they are a whole chunk that did not follow the one before at once
   * @return how many were taken; fewer if there is no room, or if the rest is no data
   */
  int accept(byte[] bytes, int offset, int length, boolean isolated);

  /** Whether it wants no more bytes, so that what follows are commands. */
  boolean isOver();
}
