package dev.spinet.drivers.w5500.soak;

/** Bytes that tell by themselves where they belong: of a stream with a key, and a place in it. */
final class Pattern {

  private static final long STEP = 0x9E3779B97F4A7C15L;
  private static final int MIX = 29;

  private Pattern() {}

  private static byte at(long key, long position) {
    long word = (key ^ (position >>> 3)) * STEP;
    word = (word ^ (word >>> MIX)) * STEP;
    return (byte) (word >>> ((position & 7) * Byte.SIZE));
  }

  static void fill(byte[] memory, int offset, int length, long key, long position) {
    for (int i = 0; i < length; i++) {
      memory[offset + i] = at(key, position + i);
    }
  }

  /** The first place that is wrong, counted from the offset; -1 if all is as it should be. */
  static int mismatch(byte[] memory, int offset, int length, long key, long position) {
    for (int i = 0; i < length; i++) {
      if (memory[offset + i] != at(key, position + i)) {
        return i;
      }
    }
    return -1;
  }
}
