package dev.spinet.drivers.esp32.at;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.spinet.bindings.bus.ByteLink;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;

/** A byte channel whose other end says what a test wants, at once. */
final class ScriptedLink implements ByteLink {

  private final Function<String, String> answers;
  private final Deque<Byte> input = new ArrayDeque<>();
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private int heard;

  /**
   * A module.
   *
   * @param answers from what was written since the last answer to the answer; empty for none yet
   */
  ScriptedLink(Function<String, String> answers) {
    this.answers = answers;
  }

  void say(String text) {
    for (byte octet : text.getBytes(ISO_8859_1)) {
      input.add(octet);
    }
  }

  String written() {
    return written.toString(ISO_8859_1);
  }

  @Override
  public int read(MemorySegment target, long offset, int length, long timeoutNanos) {
    int n = Math.min(length, input.size());
    for (int i = 0; i < n; i++) {
      target.set(JAVA_BYTE, offset + i, input.remove());
    }
    return n;
  }

  @Override
  public int write(MemorySegment source, long offset, int length, long timeoutNanos) {
    written.writeBytes(source.asSlice(offset, length).toArray(JAVA_BYTE));
    String answer = answers.apply(written().substring(heard));
    if (!answer.isEmpty()) {
      heard = written.size();
      say(answer);
    }
    return length;
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
    input.clear();
  }

  @Override
  public void wakeup() {}

  @Override
  public String name() {
    return "script";
  }

  @Override
  public void close() {}
}
