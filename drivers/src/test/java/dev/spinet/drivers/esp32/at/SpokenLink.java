package dev.spinet.drivers.esp32.at;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.spinet.bindings.bus.ByteLink;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A module that says given bytes, some after each thing it is told, and then nothing more. Time
 * passes only while somebody waits for it.
 */
final class SpokenLink implements ByteLink {

  private final List<byte[]> answers;
  private final int chunk;
  private byte[] said = {};
  private int at;
  private int next;
  private long now;
  private long reads;

  /**
   * A module.
   *
   * @param answers what it says after each write
   * @param chunk most bytes that arrive at a time
   */
  SpokenLink(List<byte[]> answers, int chunk) {
    this.answers = answers;
    this.chunk = chunk;
    if (!answers.isEmpty()) {
      said = answers.getFirst();
      next = 1;
    }
  }

  /** How often it was read. */
  long reads() {
    return reads;
  }

  @Override
  public int read(MemorySegment target, long offset, int length, long timeoutNanos) {
    reads++;
    int n = Math.min(Math.min(length, chunk), said.length - at);
    if (n == 0) {
      now += timeoutNanos;
      return 0;
    }
    MemorySegment.copy(said, at, target, JAVA_BYTE, offset, n);
    at += n;
    return n;
  }

  @Override
  public int write(MemorySegment source, long offset, int length, long timeoutNanos) {
    if (next < answers.size()) {
      byte[] more = answers.get(next++);
      byte[] all = new byte[said.length - at + more.length];
      System.arraycopy(said, at, all, 0, said.length - at);
      System.arraycopy(more, 0, all, said.length - at, more.length);
      said = all;
      at = 0;
    }
    return length;
  }

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public void setBaudRate(int baud) {}

  @Override
  public int baudRate() {
    return 115_200;
  }

  @Override
  public void setFlowControl(boolean enabled) {}

  @Override
  public void discardInput() {
    at = said.length;
  }

  @Override
  public void wakeup() {}

  @Override
  public String name() {
    return "spoken";
  }

  @Override
  public void close() {}
}
