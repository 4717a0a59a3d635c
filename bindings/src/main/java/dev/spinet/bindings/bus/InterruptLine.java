package dev.spinet.bindings.bus;

import java.io.IOException;

/**
 * The wire on which a chip asks for attention. It is a level, asserted until the chip's interrupt
 * flags are cleared; what the level means in volts is the implementation's business.
 */
public interface InterruptLine extends AutoCloseable {

  /** What {@link #assertedAt()} says of a moment that nobody knows. */
  long UNKNOWN = Long.MIN_VALUE;

  /**
   * Reads the level now, without waiting.
   *
   * @return whether the chip asserts the line
   * @throws BusException if the device reports an error or is closed
   */
  boolean isAsserted() throws IOException;

  /**
   * Waits until the line is asserted. Returns at once if it already is, so that no edge is lost.
   * Blocks the calling thread in a system call: only a dedicated platform thread calls this. A line
   * that was asserted during the wait, and is not any more, may end it too.
   *
   * @param timeoutNanos the longest wait in nanoseconds; 0 does not wait, {@link Long#MAX_VALUE}
   *     waits for ever
   * @return whether the line is asserted, or was during the wait; {@code false} after a time-out, a
   *     {@link #wakeup()} or a {@link #close()}
   * @throws BusException if the device reports an error
   */
  boolean await(long timeoutNanos) throws IOException;

  /**
   * When the chip began to assert the line, if the device has noted that. Each moment is told once:
   * a line that stays asserted has none to tell the second time. For the thread that waits; does
   * not wait itself.
   *
   * @return {@link System#nanoTime()} at that moment; {@link #UNKNOWN} if it is not known, as on
   *     lines that keep no time
   * @throws BusException if the device reports an error
   */
  default long assertedAt() throws IOException {
    return UNKNOWN;
  }

  /** Makes a present or the next {@link #await} return. */
  void wakeup();

  /**
   * Frees the line and wakes who waits on it. Closing twice has no effect.
   *
   * @throws BusException if the device reports an error
   */
  @Override
  void close() throws IOException;
}
