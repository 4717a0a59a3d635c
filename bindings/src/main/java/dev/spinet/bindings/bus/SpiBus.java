package dev.spinet.bindings.bus;

import java.io.IOException;

/**
 * An SPI bus with one chip selected on it.
 *
 * <p>Messages are prepared once and submitted many times; a submission allocates nothing. A bus and
 * its messages are not safe for use by several threads at once: the driver's chip lock guards them.
 */
public interface SpiBus extends AutoCloseable {

  /**
   * Prepares a message. Its memory belongs to the bus and is freed when the bus is closed, so a
   * driver prepares a bounded number of messages, once.
   *
   * @param frames the frames in the order in which they go over the wire; at most one of them has a
   *     payload
   * @return the message
   * @throws IllegalArgumentException if there is no frame, if more than one has a payload, or if
   *     the fixed bytes alone exceed what the bus takes in one submission
   * @throws IllegalStateException if the bus is closed
   */
  SpiMessage prepare(SpiFrame... frames);

  /**
   * Changes the clock for every submission from now on, those of messages that are prepared
   * already, too. The controller takes the next lower clock it can make.
   *
   * @param hertz the highest clock, at least 1
   * @throws UnsupportedOperationException if it is not for this end of the bus to say
   * @throws BusException if the device cannot run so or reports an error
   * @throws IllegalStateException if the bus is closed
   */
  default void setSpeed(int hertz) throws IOException {
    throw new UnsupportedOperationException(name() + " has a clock that is not set from here");
  }

  /**
   * Counts of all that was submitted since the bus was opened.
   *
   * @return the live counters of this bus
   */
  BusCounters counters();

  /**
   * Name of the device for error messages, such as {@code /dev/spidev0.0}.
   *
   * @return the name
   */
  String name();

  /**
   * Frees the device and the memory of all its messages. Closing twice has no effect.
   *
   * @throws BusException if the device reports an error
   */
  @Override
  void close() throws IOException;
}
