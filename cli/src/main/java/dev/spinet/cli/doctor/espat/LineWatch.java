package dev.spinet.cli.doctor.espat;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.spinet.bindings.bus.ByteLink;
import dev.spinet.bindings.bus.ForwardingByteLink;
import dev.spinet.bindings.espat.ErrorCause;
import dev.spinet.bindings.espat.ErrorCode;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * A serial line that remembers whether its driver left RTS and CTS in use, and how often the module
 * has said that it could not make sense of a command, which is more than the driver tells. For one
 * thread that reads and writes.
 */
final class LineWatch extends ForwardingByteLink {

  private static final Pattern REFUSAL = Pattern.compile("ERR CODE:0x([0-9a-f]{8})\r?");
  private static final int LONGEST = 32;

  /** Ends the data of a send; where the module waits for none, the next command begins with it. */
  private static final String ESCAPE = "+++";

  private static final int HEX = 16;
  private static final int BYTE = 0xff;

  /**
   * What a module says of a command that was changed on its way. Not the number of parameters: the
   * driver tries how many an older firmware takes.
   */
  private static final Set<ErrorCause> UNREADABLE =
      Set.of(
          ErrorCause.NO_TERMINATOR,
          ErrorCause.NO_AT,
          ErrorCause.LENGTH,
          ErrorCause.TYPE,
          ErrorCause.INVALID,
          ErrorCause.UNREADABLE,
          ErrorCause.UNSUPPORTED,
          ErrorCause.OPERATION);

  private final StringBuilder line = new StringBuilder(LONGEST);
  private final AtomicLong unreadable = new AtomicLong();
  private volatile boolean flowing;
  private boolean escaped;
  private boolean spoilt;

  LineWatch(ByteLink line) {
    super(line);
  }

  boolean isFlowing() {
    return flowing;
  }

  /** How many commands the module could not make sense of so far. */
  long unreadable() {
    return unreadable.get();
  }

  @Override
  public void setFlowControl(boolean enabled) throws IOException {
    super.setFlowControl(enabled);
    flowing = enabled;
  }

  @Override
  public int read(MemorySegment target, long offset, int length, long timeoutNanos)
      throws IOException {
    int count = super.read(target, offset, length, timeoutNanos);
    for (int i = 0; i < count; i++) {
      hear((char) (target.get(JAVA_BYTE, offset + i) & BYTE));
    }
    return count;
  }

  @Override
  public int write(MemorySegment source, long offset, int length, long timeoutNanos)
      throws IOException {
    int count = super.write(source, offset, length, timeoutNanos);
    if (count == ESCAPE.length() && isEscape(source, offset)) {
      escaped = true;
    } else if (count > 0 && source.get(JAVA_BYTE, offset + count - 1) == '\n') {
      spoilt = escaped;
      escaped = false;
    }
    return count;
  }

  private static boolean isEscape(MemorySegment source, long offset) {
    for (int i = 0; i < ESCAPE.length(); i++) {
      if (source.get(JAVA_BYTE, offset + i) != ESCAPE.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private void hear(char next) {
    if (next != '\n') {
      if (line.length() < LONGEST) {
        line.append(next);
      }
      return;
    }
    var said = REFUSAL.matcher(line);
    if (said.matches()
        && !spoilt
        && cause(said.group(1)).filter(UNREADABLE::contains).isPresent()) {
      unreadable.incrementAndGet();
    }
    line.setLength(0);
  }

  private static Optional<ErrorCause> cause(String code) {
    return ErrorCode.of(Integer.parseUnsignedInt(code, HEX)).flatMap(ErrorCode::cause);
  }
}
