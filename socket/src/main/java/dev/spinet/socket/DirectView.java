package dev.spinet.socket;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The memory of the direct buffer that one direction of a socket used last. Programs use the same
 * buffer again and again, and looking at its memory allocates a segment; keeping that makes their
 * calls free of garbage. It keeps the last buffer reachable until another is used or the socket is
 * closed.
 */
final class DirectView {

  private record View(ByteBuffer buffer, MemorySegment segment) {}

  // Replaced as a whole, so that calls which overlap see a buffer with its own segment.
  private volatile @Nullable View last;

  /** All memory of a direct buffer, from index 0 to its capacity, writable if the buffer is. */
  @SuppressWarnings(
      "ReferenceEquality") // The same object; equal contents say nothing of its memory.
  MemorySegment of(ByteBuffer buffer) {
    View view = last;
    if (view == null || view.buffer != buffer) {
      view = new View(buffer, MemorySegment.ofBuffer(buffer.duplicate().clear()));
      last = view;
    }
    return view.segment;
  }

  void forget() {
    last = null;
  }
}
