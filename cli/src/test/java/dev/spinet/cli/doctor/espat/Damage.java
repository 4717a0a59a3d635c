package dev.spinet.cli.doctor.espat;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.spinet.bindings.bus.ByteLink;
import dev.spinet.bindings.bus.ForwardingByteLink;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/** A serial line on which one command is changed on its way to the module, or one line back. */
final class Damage extends ForwardingByteLink {

  private static final String COMMAND = "AT";

  private final String beginning;
  private final boolean toModule;
  private final UnaryOperator<String> change;
  private volatile boolean done;

  /**
   * Nothing is changed yet.
   *
   * @param beginning of the first command that is changed, or of the line in the other direction
   */
  Damage(ByteLink line, String beginning, UnaryOperator<String> change) {
    super(line);
    this.beginning = beginning;
    this.toModule = beginning.startsWith(COMMAND);
    this.change = change;
  }

  /** Whether it has happened. */
  boolean isDone() {
    return done;
  }

  @Override
  public int write(MemorySegment source, long offset, int length, long timeoutNanos)
      throws IOException {
    String text = text(source, offset, length);
    if (done || !toModule || !text.startsWith(beginning)) {
      return super.write(source, offset, length, timeoutNanos);
    }
    done = true;
    byte[] changed = change.apply(text).getBytes(StandardCharsets.ISO_8859_1);
    try (var arena = Arena.ofConfined()) {
      var memory = arena.allocateFrom(JAVA_BYTE, changed);
      for (int at = 0; at < changed.length; ) {
        at += super.write(memory, at, changed.length - at, Long.MAX_VALUE);
      }
    }
    return length;
  }

  @Override
  public int read(MemorySegment target, long offset, int length, long timeoutNanos)
      throws IOException {
    int count = super.read(target, offset, length, timeoutNanos);
    int at = done || toModule ? -1 : text(target, offset, Math.max(0, count)).indexOf(beginning);
    if (at >= 0) {
      done = true;
      String text = text(target, offset + at, count - at);
      byte[] changed = change.apply(text).getBytes(StandardCharsets.ISO_8859_1);
      MemorySegment.copy(changed, 0, target, JAVA_BYTE, offset + at, changed.length);
      return at + changed.length;
    }
    return count;
  }

  private static String text(MemorySegment memory, long offset, int length) {
    return new String(
        memory.asSlice(offset, length).toArray(JAVA_BYTE), StandardCharsets.ISO_8859_1);
  }
}
