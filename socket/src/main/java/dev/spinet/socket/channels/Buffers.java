package dev.spinet.socket.channels;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Checks of the callers' buffers, made before anything is received or sent so that a mistake costs
 * no byte, and what goes over several buffers at once.
 */
final class Buffers {

  private Buffers() {}

  static void requireWritable(ByteBuffer buffer) {
    if (buffer.isReadOnly()) {
      throw new IllegalArgumentException(
          "the buffer is read-only: nothing can be received into it");
    }
  }

  static void requireWritable(ByteBuffer[] buffers, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, buffers.length);
    for (int i = offset; i < offset + length; i++) {
      requireWritable(buffers[i]);
    }
  }

  /** How many bytes remain in some buffers, none of which may be {@code null}. */
  static long remaining(ByteBuffer[] buffers, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, buffers.length);
    long sum = 0;
    for (int i = offset; i < offset + length; i++) {
      sum += buffers[i].remaining();
    }
    return sum;
  }

  /** Copies what remains in the buffers, without moving their positions. */
  static void gather(ByteBuffer[] buffers, int offset, int length, byte[] to) {
    int done = 0;
    for (int i = offset; i < offset + length; i++) {
      ByteBuffer buffer = buffers[i];
      int count = buffer.remaining();
      buffer.get(buffer.position(), to, done, count);
      done += count;
    }
  }

  /** Spreads bytes over the buffers; those that find no room are left out. */
  static int scatter(byte[] from, int count, ByteBuffer[] buffers, int offset, int length) {
    int done = 0;
    for (int i = offset; i < offset + length && done < count; i++) {
      int part = Math.min(buffers[i].remaining(), count - done);
      buffers[i].put(from, done, part);
      done += part;
    }
    return done;
  }

  /** Moves the positions behind so many bytes. */
  static void skip(ByteBuffer[] buffers, int offset, int length, int count) {
    int left = count;
    for (int i = offset; i < offset + length && left > 0; i++) {
      int part = Math.min(buffers[i].remaining(), left);
      buffers[i].position(buffers[i].position() + part);
      left -= part;
    }
  }
}
