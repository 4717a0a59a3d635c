package dev.spinet.bindings.bus;

/**
 * The shape of one SPI frame: one assertion of chip select.
 *
 * <p>A frame starts with {@code length} fixed bytes that live in the message's own memory and are
 * full duplex: while they are shifted out, as many are shifted in. A frame may go on with a payload
 * of a length chosen at each submission, which moves in one direction between the wire and the
 * caller's memory with no copy in between. Chip select stays asserted from the first fixed byte to
 * the last payload byte.
 *
 * @param length number of fixed bytes, at least 1
 * @param payload the direction of the payload that follows them, if any
 */
public record SpiFrame(int length, Payload payload) {

  /** Which way the payload of a frame moves. */
  public enum Payload {
    /** The frame ends with its fixed bytes. */
    NONE,
    /** Bytes are shifted in to the caller's memory; zeros are shifted out meanwhile. */
    READ,
    /** Bytes are shifted out of the caller's memory; what comes in meanwhile is dropped. */
    WRITE
  }

  /**
   * Checks the length.
   *
   * @throws IllegalArgumentException if {@code length} is less than 1
   */
  public SpiFrame {
    if (length < 1) {
      throw new IllegalArgumentException("an SPI frame has at least one fixed byte, not " + length);
    }
  }

  /**
   * A frame of fixed bytes only.
   *
   * @param length number of bytes, at least 1
   * @return the frame
   */
  public static SpiFrame fixed(int length) {
    return new SpiFrame(length, Payload.NONE);
  }

  /**
   * A frame that reads a payload after its header.
   *
   * @param headerLength number of fixed bytes before the payload, at least 1
   * @return the frame
   */
  public static SpiFrame reading(int headerLength) {
    return new SpiFrame(headerLength, Payload.READ);
  }

  /**
   * A frame that writes a payload after its header.
   *
   * @param headerLength number of fixed bytes before the payload, at least 1
   * @return the frame
   */
  public static SpiFrame writing(int headerLength) {
    return new SpiFrame(headerLength, Payload.WRITE);
  }
}
