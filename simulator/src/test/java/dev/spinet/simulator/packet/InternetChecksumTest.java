package dev.spinet.simulator.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.spinet.simulator.random.RandomCases;
import org.junit.jupiter.api.Test;

class InternetChecksumTest {

  @Test
  void theExampleOfTheStandard() {
    byte[] words = {0x00, 0x01, (byte) 0xF2, 0x03, (byte) 0xF4, (byte) 0xF5, (byte) 0xF6, -9};
    assertEquals(~0xDDF2 & 0xFFFF, InternetChecksum.of(words, 0, words.length));
  }

  @Test
  void equalsTheSumOfWordsTakenOneByOne() {
    RandomCases.of(
        500,
        random -> {
          byte[] bytes = RandomCases.bytes(0, 2000, random);
          assertEquals(wordByWord(bytes), InternetChecksum.of(bytes, 0, bytes.length));
        });
  }

  @Test
  void mayBeSummedInPieces() {
    RandomCases.of(
        500,
        random -> {
          byte[] bytes = RandomCases.bytes(1, 200, random);
          int first = 2 * RandomCases.upTo(bytes.length / 2, random);
          long sum = InternetChecksum.add(0, bytes, 0, first);
          sum = InternetChecksum.add(sum, bytes, first, bytes.length - first);
          assertEquals(wordByWord(bytes), InternetChecksum.finish(sum));
        });
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
