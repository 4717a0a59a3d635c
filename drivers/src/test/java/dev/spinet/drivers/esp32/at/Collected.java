package dev.spinet.drivers.esp32.at;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** A place for a payload, and a source of one. */
final class Collected implements PayloadSink, PayloadSource {

  private final MemorySegment memory;
  private int done;
  private int lost;
  private boolean complete;

  Collected(Arena arena, int room) {
    memory = arena.allocate(room);
  }

  Collected(Arena arena, byte... content) {
    memory = arena.allocateFrom(JAVA_BYTE, content);
  }

  byte[] content() {
    return Arrays.copyOf(memory.toArray(JAVA_BYTE), done);
  }

  int lost() {
    return lost;
  }

  boolean isComplete() {
    return complete;
  }

  @Override
  public MemorySegment memory() {
    return memory;
  }

  @Override
  public long offset() {
    return done;
  }

  @Override
  public int room() {
    return (int) memory.byteSize() - done;
  }

  @Override
  public void filled(int count) {
    done += count;
  }

  @Override
  public void dropped(int count) {
    lost += count;
  }

  @Override
  public void refused(RuntimeException cause) {
    throw cause;
  }

  @Override
  public void complete() {
    complete = true;
  }

  @Override
  public int contiguous() {
    return room();
  }

  @Override
  public void written(int count) {
    done += count;
  }
}
