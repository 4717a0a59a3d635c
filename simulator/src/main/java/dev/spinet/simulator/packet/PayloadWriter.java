package dev.spinet.simulator.packet;

/**
 * Puts a payload straight into the frame that carries it, wherever it comes from: an array, native
 * memory, or the two ends of a ring.
 */
@FunctionalInterface
public interface PayloadWriter {

  /** Writes nothing: for a packet without payload. */
  PayloadWriter NONE = (frame, offset) -> {};

  /**
   * Copies the payload. How many bytes is known to who made the writer.
   *
   * @param frame the frame under construction
   * @param offset where the first byte goes
   */
  void writeTo(byte[] frame, int offset);

  /**
   * A payload out of an array.
   *
   * @param bytes where it is
   * @param from offset of its first byte
   * @param length number of bytes
   * @return the writer
   */
  static PayloadWriter of(byte[] bytes, int from, int length) {
    return (frame, offset) -> System.arraycopy(bytes, from, frame, offset, length);
  }
}
