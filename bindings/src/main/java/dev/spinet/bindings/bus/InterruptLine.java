package dev.spinet.bindings.bus;

import java.io.IOException;

/**
 * The wire on which a chip asks for attention. It is a level, asserted until the chip's interrupt
 * flags are cleared; what the level means in volts is the implementation's business.
 */
public interface InterruptLine extends AutoCloseable {

  /**
   * Reads the level now, without waiting.
   *
   * @return whether the chip asserts the line
   * @throws BusException if the device reports an error or is closed
   */
  boolean isAsserted() throws IOException;

  /**
   * Waits until the line is asserted. Returns at once if it already is, so that no edge is lost.
   * Blocks the calling thread in a system call: only a dedicated platform thread calls this.
   *
   * @param timeoutNanos the longest wait in nanoseconds; 0 does not wait, {@link Long#MAX_VALUE}
   *     waits for ever
   * @return whether the line is asserted; {@code false} after a time-out, a {@link #wakeup()} or a
   *     {@link #close()}
   * @throws BusException if the device reports an error
   */
  boolean await(long timeoutNanos) throws IOException;

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
