package dev.spinet.bindings.bus;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * A serial line to a chip. One thread reads and one thread writes at a time; the two do not hinder
 * each other.
 */
public interface ByteLink extends AutoCloseable {

  /**
   * Reads what has arrived, waiting for the first byte. Blocks the calling thread in a system call:
   * only a dedicated platform thread calls this.
   *
   * @param target native memory to read into
   * @param offset offset of the first byte in it
   * @param length most bytes to read, at least 1
   * @param timeoutNanos the longest wait in nanoseconds; 0 does not wait, {@link Long#MAX_VALUE}
   *     waits for ever
   * @return the number of bytes read; 0 after a time-out, a {@link #wakeup()} or a {@link
   *     #close()}; -1 when the other end has hung up
   * @throws BusException if the device reports an error
   */
  int read(MemorySegment target, long offset, int length, long timeoutNanos) throws IOException;

  /**
   * Writes, waiting until the line takes at least one byte.
   *
   * @param source native memory to write from
   * @param offset offset of the first byte in it
   * @param length most bytes to write, at least 1
   * @param timeoutNanos the longest wait in nanoseconds; 0 does not wait, {@link Long#MAX_VALUE}
   *     waits for ever
   * @return the number of bytes taken; 0 after a time-out or a {@link #close()}
   * @throws BusException if the device reports an error or the other end has hung up
   */
  int write(MemorySegment source, long offset, int length, long timeoutNanos) throws IOException;

  /**
   * Changes the speed in both directions, after all that was written has left.
   *
   * @param baud bits per second, at least 1
   * @throws BusException if the device cannot run at that speed or reports an error or is closed
   */
  void setBaudRate(int baud) throws IOException;

  /**
   * The speed now set.
   *
   * @return bits per second
   * @throws BusException if the device reports an error or is closed
   */
  int baudRate() throws IOException;

  /**
   * Switches hardware flow control on the RTS and CTS wires.
   *
   * @param enabled whether to use it
   * @throws BusException if the device cannot do it or reports an error or is closed
   */
  void setFlowControl(boolean enabled) throws IOException;

  /**
   * Throws away what has arrived and has not been read.
   *
   * @throws BusException if the device reports an error or is closed
   */
  void discardInput() throws IOException;

  /**
   * The time that the time-outs of this line are measured by. A line to a simulation may have a
   * time of its own, which does not depend on the machine's.
   *
   * @return nanoseconds since an arbitrary origin; never goes back
   */
  default long nanoTime() {
    return System.nanoTime();
  }

  /** Makes a present or the next {@link #read} return. */
  void wakeup();

  /**
   * Name of the device for error messages, such as {@code /dev/ttyUSB0}.
   *
   * @return the name
   */
  String name();

  /**
   * Frees the device and wakes who waits on it. Closing twice has no effect.
   *
   * @throws BusException if the device reports an error
   */
  @Override
  void close() throws IOException;
}
