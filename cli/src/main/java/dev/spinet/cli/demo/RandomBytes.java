package dev.spinet.cli.demo;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A stream of bytes that looks random, does not compress, and is the same every time: Marsaglia's
 * xorshift generator with 64 bits of state and the shifts 13, 7 and 17 ("Xorshift RNGs", 2003).
 */
final class RandomBytes {

  private static final long SEED = 0x5350_494e_4554L;
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private long state = SEED;

  /**
   * Fills an array with the next bytes of the stream.
   *
   * @param bytes the array, its length a multiple of 8
   */
  void fill(byte[] bytes) {
    for (int i = 0; i < bytes.length; i += Long.BYTES) {
      state ^= state << 13;
      state ^= state >>> 7;
      state ^= state << 17;
      WORDS.set(bytes, i, state);
    }
  }
}
