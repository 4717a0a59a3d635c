package dev.spinet.drivers.esp32.at;

import java.lang.foreign.MemorySegment;

/** Where a payload comes from, in one or several pieces. Used by the thread that writes. */
public interface PayloadSource {

  /**
   * Memory that holds the next bytes.
   *
   * @return native memory that the writing thread may read
   */
  MemorySegment memory();

  /**
   * Where in the memory the next byte is.
   *
   * @return bytes from its beginning
   */
  long offset();

  /**
   * How many bytes lie there in one piece.
   *
   * @return bytes, 1 or more while the payload is not written
   */
  int contiguous();

  /**
   * Bytes have been written.
   *
   * @param count how many
   */
  void written(int count);
}
