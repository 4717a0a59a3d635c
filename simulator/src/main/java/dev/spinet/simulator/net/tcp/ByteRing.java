package dev.spinet.simulator.net.tcp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * A bounded queue of bytes that can also be read ahead of its end and written ahead of it, for
 * retransmission and reassembly. Not safe for use by several threads.
 */
public final class ByteRing {
  private final byte[] bytes;
  private final ByteBuffer view;
  private int head;
  private int size;

  /**
   * An empty queue.
   *
   * @param capacity bytes it can hold, at least 1
   */
  public ByteRing(int capacity) {
    bytes = new byte[capacity];
    view = ByteBuffer.wrap(bytes);
  }

  /**
   * Bytes in the queue.
   *
   * @return 0 to the capacity
   */
  public int size() {
    return size;
  }

  /**
   * Bytes that can still be added.
   *
   * @return 0 to the capacity
   */
  public int free() {
    return bytes.length - size;
  }

  /**
   * Most bytes it can hold.
   *
   * @return the capacity
   */
  public int capacity() {
    return bytes.length;
  }

  /**
   * Adds what a channel has.
   *
   * @param channel read from until it has no more for now or the queue is full
   * @return bytes added, or -1 if the channel was at its end at once
   * @throws IOException if the channel fails
   */
  public int fillFrom(ReadableByteChannel channel) throws IOException {
    int added = 0;
    while (free() > 0) {
      int tail = index(size);
      int room = Math.min(free(), bytes.length - tail);
      int n = channel.read(view.limit(tail + room).position(tail));
      if (n < 0) {
        return added == 0 ? -1 : added;
      }
      size += n;
      added += n;
      if (n < room) {
        break;
      }
    }
    return added;
  }

  /**
   * Removes what a channel takes.
   *
   * @param channel written to until it takes no more for now or the queue is empty
   * @return bytes removed
   * @throws IOException if the channel fails; what it has taken before is removed
   */
  public int drainTo(WritableByteChannel channel) throws IOException {
    int removed = 0;
    while (size > 0) {
      int run = Math.min(size, bytes.length - head);
      int n = channel.write(view.limit(head + run).position(head));
      discard(n);
      removed += n;
      if (n < run) {
        break;
      }
    }
    return removed;
  }

  /**
   * Adds bytes.
   *
   * @param from where they are
   * @param offset offset of the first of them
   * @param length number of bytes
   * @throws IllegalArgumentException if there is not enough room
   */
  public void put(byte[] from, int offset, int length) {
    putAhead(0, from, offset, length);
    advance(length);
  }

  /** Removes the first bytes. */
  void discard(int length) {
    requireRange(0, length, size);
    head = index(length);
    size -= length;
  }

  /** Copies bytes without removing them; {@code skip} of the first ones are left out. */
  void copyTo(int skip, byte[] target, int offset, int length) {
    requireRange(skip, length, size);
    int from = index(skip);
    int run = Math.min(length, bytes.length - from);
    System.arraycopy(bytes, from, target, offset, run);
    System.arraycopy(bytes, 0, target, offset + run, length - run);
  }

  /** Writes bytes that do not belong to the queue yet, {@code gap} bytes behind its end. */
  void putAhead(int gap, byte[] from, int offset, int length) {
    requireRange(gap, length, free());
    int at = index(size + gap);
    int run = Math.min(length, bytes.length - at);
    System.arraycopy(from, offset, bytes, at, run);
    System.arraycopy(from, offset + run, bytes, 0, length - run);
  }

  /** Makes bytes that were put ahead part of the queue. */
  void advance(int length) {
    requireRange(0, length, free());
    size += length;
  }

  private int index(int distance) {
    int at = head + distance;
    return at < bytes.length ? at : at - bytes.length;
  }

  private static void requireRange(int from, int length, int available) {
    if (from < 0 || length < 0 || length > available - from) {
      throw new IllegalArgumentException(
          length + " bytes from " + from + " on, of " + available + " there are");
    }
  }
}
