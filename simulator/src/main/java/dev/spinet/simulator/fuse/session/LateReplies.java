package dev.spinet.simulator.fuse.session;

import java.lang.foreign.MemorySegment;

/** Answers and news for programs outside of a call. Any thread may use it; nothing here waits. */
public interface LateReplies {

  /**
   * What {@link OpenFile#poll} says has changed: who waits asks again.
   *
   * @param handle from {@link OpenFile#poll}
   */
  void wakePollers(long handle);

  /**
   * Ends a read(2) with data.
   *
   * @param request number of the request, from {@link OpenFile#read}
   * @param data the bytes
   * @param length how many
   */
  void completeRead(long request, MemorySegment data, int length);

  /**
   * Ends a read(2) with an error.
   *
   * @param request number of the request, from {@link OpenFile#read}
   * @param errno the error number, positive
   */
  void failRead(long request, int errno);
}
