package dev.spinet.socket;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * What a caller's memory must be. Checked before anything is received or sent, so that a mistake
 * costs no byte.
 */
final class Memory {

  private Memory() {}

  static void requireWritable(MemorySegment segment, long offset, int length) {
    if (segment.isReadOnly()) {
      throw new IllegalArgumentException(
          "the segment is read-only: nothing can be received into it");
    }
    requireReadable(segment, offset, length);
  }

  static void requireReadable(MemorySegment segment, long offset, int length) {
    Objects.checkFromIndexSize(offset, length, segment.byteSize());
    if (!segment.scope().isAlive()) {
      throw new IllegalStateException("the arena of the segment is closed");
    }
    if (!segment.isAccessibleBy(Thread.currentThread())) {
      throw new WrongThreadException("the arena of the segment is confined to another thread");
    }
  }

  /** The size of a segment that is to be filled or sent in one call, which an int must count. */
  static int intSize(MemorySegment segment) {
    if (segment.byteSize() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "the segment has %d bytes, one call moves at most %d: pass a part of it"
              .formatted(segment.byteSize(), Integer.MAX_VALUE));
    }
    return (int) segment.byteSize();
  }

  /** The size of a segment of which one call need not move all. */
  static int saturatedSize(MemorySegment segment) {
    return (int) Math.min(segment.byteSize(), Integer.MAX_VALUE);
  }
}
