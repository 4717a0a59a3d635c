package dev.spinet.simulator.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class InternetChecksumTest {

  @Test
  void theExampleOfTheStandard() {
    byte[] words = {0x00, 0x01, (byte) 0xF2, 0x03, (byte) 0xF4, (byte) 0xF5, (byte) 0xF6, -9};
    assertEquals(~0xDDF2 & 0xFFFF, InternetChecksum.of(words, 0, words.length));
  }

  @Property
  void equalsTheSumOfWordsTakenOneByOne(@ForAll @Size(max = 2000) byte[] bytes) {
    assertEquals(wordByWord(bytes), InternetChecksum.of(bytes, 0, bytes.length));
  }

  @Property
  void mayBeSummedInPieces(
      @ForAll @Size(min = 1, max = 200) byte[] bytes, @ForAll @IntRange(max = 100) int words) {
    int first = Math.min(2 * words, bytes.length & ~1);
    long sum = InternetChecksum.add(0, bytes, 0, first);
    sum = InternetChecksum.add(sum, bytes, first, bytes.length - first);
    assertEquals(wordByWord(bytes), InternetChecksum.finish(sum));
  }

  private static int wordByWord(byte[] bytes) {
    int sum = 0;
    for (int i = 0; i < bytes.length; i += 2) {
      int high = bytes[i] & 0xFF;
      int low = i + 1 < bytes.length ? bytes[i + 1] & 0xFF : 0;
      sum += (high << 8) + low;
      if (sum > 0xFFFF) {
        sum -= 0xFFFF;
      }
    }
    return ~sum & 0xFFFF;
  }
}
