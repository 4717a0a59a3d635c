package dev.spinet.cli.doctor.espat;

import dev.spinet.bindings.bus.ByteLink;
import dev.spinet.bindings.bus.ForwardingByteLink;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A serial line at whose end nobody waits for long: when nothing has come for some seconds, which
 * is for ever where a module takes no time for anything, the driver's time leaps to the end of its
 * wait.
 */
final class LeapingLine extends ForwardingByteLink {

  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(4);

  private final AtomicLong leapt = new AtomicLong();

  LeapingLine(ByteLink line) {
    super(line);
  }

  @Override
  public long nanoTime() {
    return super.nanoTime() + leapt.get();
  }

  @Override
  public int read(MemorySegment target, long offset, int length, long timeoutNanos)
      throws IOException {
    long start = super.nanoTime();
    int count = super.read(target, offset, length, Math.min(timeoutNanos, LONGEST_NANOS));
    long rest = timeoutNanos - LONGEST_NANOS;
    if (count == 0 && rest > 0 && super.nanoTime() - start >= LONGEST_NANOS) {
      leapt.addAndGet(rest);
    }
    return count;
  }
}
