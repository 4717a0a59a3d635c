package dev.spinet.simulator.fuse.gpio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.gen.linux.gpio_v2_line_event;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class EventQueueTest {

  private static final int SIZE = Math.toIntExact(gpio_v2_line_event.sizeof());

  private final MemorySegment buffer = Arena.ofAuto().allocate(2000L * SIZE, 8);

  /** How many events a queue holds, found out by filling it. */
  private int capacity(int requested, int lines) {
    var queue = new EventQueue(requested, lines);
    for (int i = 1; i <= 1500; i++) {
      queue.add(i, true, 0, i, i);
    }
    int taken = queue.take(buffer, (int) buffer.byteSize()) / SIZE;
    // The newest are kept.
    assertEquals(1500 - taken + 1, gpio_v2_line_event.seqno(buffer));
    return taken;
  }

  @Test
  void sizesAreThoseOfTheKernel() {
    assertEquals(16, capacity(0, 1));
    assertEquals(64, capacity(0, 3));
    assertEquals(1024, capacity(0, 64));
    assertEquals(1, capacity(1, 1));
    assertEquals(32, capacity(17, 1));
    assertEquals(1024, capacity(1_000_000, 1));
    assertEquals(1024, capacity(-1, 1));
  }

  @Test
  void takesWholeEventsInOrder() {
    var queue = new EventQueue(0, 1);
    assertTrue(queue.isEmpty());
    for (int i = 1; i <= 5; i++) {
      queue.add(100 + i, i % 2 == 1, 9, i, 10 + i);
    }
    assertEquals(2 * SIZE, queue.take(buffer, 3 * SIZE - 1));
    assertEquals(102, gpio_v2_line_event.timestamp_ns(gpio_v2_line_event.asSlice(buffer, 1)));
    assertEquals(12, gpio_v2_line_event.line_seqno(gpio_v2_line_event.asSlice(buffer, 1)));
    assertFalse(queue.isEmpty());
    assertEquals(3 * SIZE, queue.take(buffer, 10 * SIZE));
    assertEquals(3, gpio_v2_line_event.seqno(buffer));
    assertEquals(9, gpio_v2_line_event.offset(buffer));
    assertTrue(queue.isEmpty());
    assertEquals(0, queue.take(buffer, 10 * SIZE));
  }
}
