package dev.spinet.drivers.esp32;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Bytes on their way, first in, first out, in native memory. Guarded by the driver's lock, except
 * for the memory itself: who has taken note of a place under the lock may fill the free bytes
 * there, or read those in use, without holding it.
 */
final class NativeRing {

  private final MemorySegment memory;
  private final int capacity;
  private int head;
  private int count;

  NativeRing(Arena arena, int capacity) {
    this.capacity = capacity;
    memory = arena.allocate(capacity, Long.BYTES);
  }

  void clear() {
    head = 0;
    count = 0;
  }

  int capacity() {
    return capacity;
  }

  int count() {
    return count;
  }

  int free() {
    return capacity - count;
  }

  MemorySegment memory() {
    return memory;
  }

  /** Where the free byte is that comes after so many others. */
  int freeOffset(int after) {
    return (head + count + after) % capacity;
  }

  private int contiguousFree(int after) {
    return Math.min(free() - after, capacity - freeOffset(after));
  }

  /** Free bytes have been filled, in the order of the ring. */
  void commit(int n) {
    count += n;
  }

  /** Where the byte is that comes after so many others. */
  int offset(int after) {
    return (head + after) % capacity;
  }

  private int contiguous(int after) {
    return Math.min(count - after, capacity - offset(after));
  }

  /** The first bytes are of no more use. */
  void consume(int n) {
    count -= n;
    head = (head + n) % capacity;
  }

  /** Lets an empty ring begin anew, so that what comes next lies in one piece. */
  void rewindIfEmpty() {
    if (count == 0) {
      head = 0;
    }
  }

  /** Takes bytes out. */
  int read(MemorySegment target, long offset, int length) {
    int n = Math.min(length, count);
    int done = 0;
    while (done < n) {
      int piece = Math.min(contiguous(done), n - done);
      MemorySegment.copy(memory, offset(done), target, offset + done, piece);
      done += piece;
    }
    consume(n);
    return n;
  }

  /** Puts bytes in, as many as there is room for. */
  int write(MemorySegment source, long offset, int length) {
    int n = Math.min(length, free());
    int done = 0;
    while (done < n) {
      int piece = Math.min(contiguousFree(done), n - done);
      MemorySegment.copy(source, offset + done, memory, freeOffset(done), piece);
      done += piece;
    }
    commit(n);
    return n;
  }
}
