package dev.spinet.drivers.esp32;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.spinet.bindings.bus.ByteLink;
import dev.spinet.bindings.bus.ForwardingByteLink;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;

/** A serial line on which a test changes what is said, in both directions, and says more. */
final class AlteredLink extends ForwardingByteLink {

  private final Queue<String> made = new ConcurrentLinkedQueue<>();
  private volatile UnaryOperator<String> toModule = UnaryOperator.identity();
  private volatile UnaryOperator<String> toHost = UnaryOperator.identity();

  AlteredLink(ByteLink line) {
    super(line);
  }

  /** Changes each piece that the driver writes. */
  void alterToModule(UnaryOperator<String> change) {
    toModule = change;
  }

  /** Changes each piece that the driver reads. */
  void alterToHost(UnaryOperator<String> change) {
    toHost = change;
  }

  /** The driver reads this next, in a piece of its own. */
  void say(String text) {
    made.add(text);
  }

  @Override
  public int read(MemorySegment target, long offset, int length, long timeoutNanos)
      throws IOException {
    String own = made.poll();
    if (own != null) {
      return put(own, target, offset);
    }
    int n = super.read(target, offset, length, timeoutNanos);
    return n <= 0 ? n : put(toHost.apply(text(target, offset, n)), target, offset);
  }

  @Override
  public int write(MemorySegment source, long offset, int length, long timeoutNanos)
      throws IOException {
    String changed = toModule.apply(text(source, offset, length));
    try (var arena = Arena.ofConfined()) {
      var memory = arena.allocate(Math.max(1, changed.length()));
      put(changed, memory, 0);
      for (int at = 0; at < changed.length(); ) {
        at += super.write(memory, at, changed.length() - at, timeoutNanos);
      }
    }
    return length;
  }

  private static String text(MemorySegment memory, long offset, int length) {
    return new String(memory.asSlice(offset, length).toArray(JAVA_BYTE), ISO_8859_1);
  }

  private static int put(String text, MemorySegment memory, long offset) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, offset, bytes.length);
    return bytes.length;
  }
}
