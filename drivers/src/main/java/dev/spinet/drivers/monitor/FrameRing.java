package dev.spinet.drivers.monitor;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

/**
 * Frames on their way from a bus, which must not wait, to a client, which may. What does not fit is
 * counted. Lives as long as one client listens.
 */
final class FrameRing {

  /**
   * Bytes of a frame that are kept at most, in each direction: more than any block of registers.
   */
  static final int MOST_BYTES = 96;

  private static final int CAPACITY = 1 << 20;
  private static final int FIXED = 2 * Long.BYTES + 2 * Integer.BYTES + 2;

  private final long begun = System.nanoTime();
  private ByteBuffer filling = ByteBuffer.allocate(CAPACITY);
  private ByteBuffer draining = ByteBuffer.allocate(CAPACITY);
  private long lost;

  /**
   * Adds a frame, or counts it if there is no room. Allocates nothing and waits for nobody long.
   */
  synchronized void put(
      int device,
      long nanoTime,
      long number,
      boolean done,
      int length,
      MemorySegment tx,
      MemorySegment rx) {
    int kept = (int) tx.byteSize();
    if (filling.remaining() < FIXED + 2 * kept) {
      lost++;
      return;
    }
    filling.putLong(nanoTime - begun).putLong(number).putInt(device).putInt(length);
    filling.put((byte) (done ? 1 : 0)).put((byte) kept);
    put(tx, kept);
    put(rx, kept);
    if (filling.position() == FIXED + 2 * kept) {
      notifyAll();
    }
  }

  private void put(MemorySegment from, int length) {
    for (int i = 0; i < length; i++) {
      filling.put(from.get(JAVA_BYTE, i));
    }
  }

  /**
   * Takes all frames that wait, as lines; waits for some if there are none.
   *
   * @param millis the longest wait
   */
  void take(StringBuilder lines, long millis) throws InterruptedException {
    long missed;
    synchronized (this) {
      long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
      while (filling.position() == 0) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return;
        }
        TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, TimeUnit.MILLISECONDS.toNanos(1)));
      }
      var full = filling;
      filling = draining.clear();
      draining = full.flip();
      missed = lost;
      lost = 0;
    }
    while (draining.hasRemaining()) {
      line(draining, lines);
    }
    if (missed > 0) {
      lines.append("lost ").append(missed).append('\n');
    }
  }

  private static void line(ByteBuffer from, StringBuilder lines) {
    lines.append("frame ").append(from.getLong()).append(' ').append(from.getLong());
    lines.append(' ').append(from.getInt());
    int length = from.getInt();
    lines.append(from.get() == 0 ? " failed " : " ok ").append(length);
    byte[] bytes = new byte[from.get()];
    for (int direction = 0; direction < 2; direction++) {
      from.get(bytes);
      lines.append(' ').append(HexFormat.of().formatHex(bytes));
    }
    lines.append('\n');
  }
}
