package dev.spinet.simulator.net.tcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.simulator.random.RandomCases;
import org.junit.jupiter.api.Test;

class ReassemblyTest {
  private static final int CAPACITY = 8192;

  /** Pieces of a stream in any order, cut anywhere, twice and overlapping, give the stream. */
  @Test
  void anyOrderGivesTheStream() {
    RandomCases.of(
        500,
        random -> {
          int first = RandomCases.anyInt(random);
          var stream = new byte[1 + random.nextInt(40_000)];
          random.nextBytes(stream);
          var reassembly = new Reassembly(first, CAPACITY);
          var received = new byte[stream.length];
          int read = 0;
          reassembly.announceWindow();
          for (int step = 0; !reassembly.isFinished(); step++) {
            assertTrue(step < 100_000, "no progress");
            int at = reassembly.next() - first;
            int from = Math.max(0, at - 200 + random.nextInt(3000));
            if (random.nextInt(3) == 0) {
              from = Math.min(from, at);
            }
            from = Math.min(from, stream.length);
            int length = Math.min(random.nextInt(1461), stream.length - from);
            boolean fin = from + length == stream.length;
            if (reassembly.isAcceptable(first + from, length + (fin ? 1 : 0))) {
              reassembly.take(first + from, stream, from, length, fin);
            }
            if (random.nextInt(4) == 0 || reassembly.isWindowUpdateDue()) {
              int n = random.nextInt(reassembly.ring().size() + 1);
              reassembly.ring().copyTo(0, received, read, n);
              reassembly.ring().discard(n);
              read += n;
              int edge = reassembly.next() + reassembly.announceWindow();
              assertTrue(edge - reassembly.next() <= CAPACITY);
            }
          }
          int rest = reassembly.ring().size();
          reassembly.ring().copyTo(0, received, read, rest);
          assertEquals(stream.length, read + rest);
          assertArrayEquals(stream, received);
          assertEquals(first + stream.length + 1, reassembly.next());
        });
  }

  @Test
  void theWindowClosesAndOpensInWorthwhileSteps() {
    var reassembly = new Reassembly(1, 10_000);
    assertEquals(10_000, reassembly.announceWindow());
    reassembly.take(1, new byte[10_000], 0, 10_000, false);
    assertEquals(0, reassembly.announceWindow());
    assertFalse(reassembly.isAcceptable(10_001, 1));
    assertTrue(reassembly.isAcceptable(10_001, 0));
    reassembly.ring().discard(2919);
    assertFalse(reassembly.isWindowUpdateDue());
    assertEquals(0, reassembly.announceWindow());
    reassembly.ring().discard(1);
    assertTrue(reassembly.isWindowUpdateDue());
    assertEquals(2920, reassembly.announceWindow());
    assertFalse(reassembly.isWindowUpdateDue());
  }

  @Test
  void whatLiesBesideTheWindowIsNotAcceptable() {
    var reassembly = new Reassembly(1000, 5000);
    reassembly.announceWindow();
    assertTrue(reassembly.isAcceptable(1000, 0));
    assertTrue(reassembly.isAcceptable(5999, 1));
    assertTrue(reassembly.isAcceptable(900, 101), "only the last byte is new");
    assertFalse(reassembly.isAcceptable(900, 100));
    assertFalse(reassembly.isAcceptable(999, 0), "the probe of a keep-alive");
    assertFalse(reassembly.isAcceptable(6000, 1));
  }
}
