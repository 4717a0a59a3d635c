package dev.spinet.drivers.esp32;

import java.lang.foreign.Arena;
import java.util.ArrayDeque;
import java.util.Deque;

/** The memory of connections, used again and again. Guarded by the driver's lock. */
final class RingPool {

  /** What one connection has. */
  record Rings(NativeRing in, NativeRing out) {}

  private final Arena arena;
  private final int bytes;
  private final Deque<Rings> free = new ArrayDeque<>();

  /**
   * Without memory yet.
   *
   * @param arena owns it
   * @param bytes of each direction of a connection
   */
  RingPool(Arena arena, int bytes) {
    this.arena = arena;
    this.bytes = bytes;
  }

  Rings take() {
    var rings = free.poll();
    return rings == null
        ? new Rings(new NativeRing(arena, bytes), new NativeRing(arena, bytes))
        : rings;
  }

  void giveBack(Rings rings) {
    free.push(rings);
  }
}
