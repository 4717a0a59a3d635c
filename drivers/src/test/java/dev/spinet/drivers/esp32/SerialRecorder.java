package dev.spinet.drivers.esp32;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.lang.foreign.MemorySegment;

/** Keeps the beginning and the end of a conversation on a serial line, for messages. */
final class SerialRecorder {

  private static final int KEPT = 60000;

  private final StringBuilder beginning = new StringBuilder();
  private final StringBuilder end = new StringBuilder();
  private boolean listening;

  synchronized void heard(MemorySegment memory, long offset, int count) {
    add(true, memory, offset, count);
  }

  synchronized void said(MemorySegment memory, long offset, int count) {
    add(false, memory, offset, count);
  }

  private void add(boolean heard, MemorySegment memory, long offset, int count) {
    if (count <= 0) {
      return;
    }
    var text = new String(memory.asSlice(offset, count).toArray(JAVA_BYTE), ISO_8859_1);
    var part = (heard == listening ? "" : heard ? "\n<< " : "\n>> ") + text;
    listening = heard;
    if (beginning.length() < KEPT) {
      beginning.append(part);
    } else {
      end.append(part);
      if (end.length() > 2 * KEPT) {
        end.delete(0, end.length() - KEPT);
      }
    }
  }

  @Override
  public synchronized String toString() {
    return beginning + "\n...\n" + end;
  }
}
