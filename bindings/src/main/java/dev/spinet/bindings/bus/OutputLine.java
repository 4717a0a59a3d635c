package dev.spinet.bindings.bus;

import java.io.IOException;

/**
 * A wire that the program drives, such as a chip's reset. What {@code asserted} means in volts is
 * the implementation's business.
 */
public interface OutputLine extends AutoCloseable {

  /**
   * Drives the line. Returns when the level is set.
   *
   * @param asserted whether the line is to be in its active state
   * @throws BusException if the device reports an error or is closed
   */
  void set(boolean asserted) throws IOException;

  /**
   * Frees the line. Closing twice has no effect.
   *
   * @throws BusException if the device reports an error
   */
  @Override
  void close() throws IOException;
}
