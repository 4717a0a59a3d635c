package dev.spinet.simulator.unix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.spinet.simulator.bus.SpiSlave;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers each byte with its complement; complains if its pins are used out of order. */
final class InvertingChip implements SpiSlave {

  final AtomicInteger frames = new AtomicInteger();
  final AtomicInteger submissions = new AtomicInteger();
  private boolean selected;

  @Override
  public void submission() {
    submissions.incrementAndGet();
  }

  @Override
  public synchronized void select() {
    require(!selected);
    selected = true;
  }

  @Override
  public synchronized void exchange(
      MemorySegment mosi, long mosiOffset, MemorySegment miso, long misoOffset, int length) {
    require(selected);
    for (int i = 0; i < length; i++) {
      miso.set(JAVA_BYTE, misoOffset + i, (byte) ~mosi.get(JAVA_BYTE, mosiOffset + i));
    }
  }

  @Override
  public void read(MemorySegment miso, long misoOffset, int length) {
    throw new AssertionError("a socket always sends both ways");
  }

  @Override
  public void write(MemorySegment mosi, long mosiOffset, int length) {
    throw new AssertionError("a socket always sends both ways");
  }

  @Override
  public synchronized void deselect() {
    require(selected);
    selected = false;
    frames.incrementAndGet();
  }

  synchronized boolean isSelected() {
    return selected;
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new AssertionError("chip select out of order");
    }
  }
}
