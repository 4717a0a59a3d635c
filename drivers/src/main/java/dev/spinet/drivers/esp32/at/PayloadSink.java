package dev.spinet.drivers.esp32.at;

import java.lang.foreign.MemorySegment;

/**
 * Where a counted payload goes. Used by the thread that reads the channel, one payload at a time.
 */
public interface PayloadSink {

  /**
   * Memory for the next bytes of the payload.
   *
   * @return native memory that the reading thread may write to
   */
  MemorySegment memory();

  /**
   * Where in the memory the next byte goes.
   *
   * @return bytes from its beginning
   */
  long offset();

  /**
   * How many bytes may be written there.
   *
   * @return bytes; 0 if the rest of the payload is to be dropped
   */
  int room();

  /**
   * Bytes have been written.
   *
   * @param count how many, 1 to {@link #room()}
   */
  void filled(int count);

  /**
   * Bytes had to be dropped, because there was no room.
   *
   * @param count how many
   */
  void dropped(int count);

  /**
   * The memory cannot be written to, such as that of an arena that was closed. The next {@link
   * #memory()} is another one.
   *
   * @param cause what happened
   */
  void refused(RuntimeException cause);

  /** All bytes of the payload have come. */
  void complete();
}
