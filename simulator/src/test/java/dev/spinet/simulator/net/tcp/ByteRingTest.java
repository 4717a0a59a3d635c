package dev.spinet.simulator.net.tcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.spinet.simulator.random.RandomCases;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteRingTest {

  /** Random calls on a ring and on a plain list of bytes must agree. */
  @Test
  void behavesLikeAQueue() {
    RandomCases.of(
        500,
        random -> {
          int capacity = (int) RandomCases.between(1, 50, random);
          var ring = new ByteRing(capacity);
          byte[] model = {};
          for (int step = 0; step < 200; step++) {
            int room = capacity - model.length;
            switch (random.nextInt(5)) {
              case 0 -> {
                byte[] more = bytes(random, random.nextInt(room + 1));
                ring.put(more, 0, more.length);
                model = concat(model, more);
              }
              case 1 -> {
                byte[] more = bytes(random, 1 + random.nextInt(2 * capacity));
                int taken = ring.fillFrom(Channels.newChannel(new ByteArrayInputStream(more)));
                assertEquals(Math.min(room, more.length), taken);
                model = concat(model, Arrays.copyOf(more, taken));
              }
              case 2 -> {
                int length = random.nextInt(model.length + 1);
                ring.discard(length);
                model = Arrays.copyOfRange(model, length, model.length);
              }
              case 3 -> {
                var out = new ByteArrayOutputStream();
                ring.drainTo(Channels.newChannel(out));
                assertArrayEquals(model, out.toByteArray());
                model = new byte[0];
              }
              default -> {
                int gap = random.nextInt(room + 1);
                byte[] ahead = bytes(random, random.nextInt(room - gap + 1));
                byte[] before = bytes(random, gap);
                ring.putAhead(gap, ahead, 0, ahead.length);
                ring.putAhead(0, before, 0, gap);
                ring.advance(gap + ahead.length);
                model = concat(model, concat(before, ahead));
              }
            }
            assertEquals(model.length, ring.size());
            assertEquals(capacity - model.length, ring.free());
            int skip = random.nextInt(model.length + 1);
            var copy = new byte[model.length - skip];
            ring.copyTo(skip, copy, 0, copy.length);
            assertArrayEquals(Arrays.copyOfRange(model, skip, model.length), copy);
          }
        });
  }

  @Test
  void theEndOfAChannelIsNotMistakenForNothing() throws IOException {
    var ring = new ByteRing(10);
    var channel = Channels.newChannel(new ByteArrayInputStream(new byte[4]));
    assertEquals(4, ring.fillFrom(channel));
    assertEquals(-1, ring.fillFrom(channel));
  }

  @Test
  void moreThanThereIsOrFitsIsRefused() {
    var ring = new ByteRing(10);
    assertThrows(IllegalArgumentException.class, () -> ring.put(new byte[11], 0, 11));
    assertThrows(IllegalArgumentException.class, () -> ring.discard(1));
    assertThrows(IllegalArgumentException.class, () -> ring.putAhead(8, new byte[3], 0, 3));
    assertThrows(IllegalArgumentException.class, () -> ring.copyTo(-1, new byte[3], 0, 1));
  }

  private static byte[] bytes(Random random, int length) {
    var bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
