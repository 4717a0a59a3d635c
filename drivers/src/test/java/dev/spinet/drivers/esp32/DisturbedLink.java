package dev.spinet.drivers.esp32;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.spinet.bindings.bus.ByteLink;
import dev.spinet.bindings.bus.ForwardingByteLink;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A serial line on which what the module says is disturbed by a plan of bytes: after a gap, bytes
 * are lost, changed, doubled or made up. When the plan is at its end, the line is good.
 *
 * <p>The plan is a sequence of: how many bytes pass first (one byte; from 128 on in steps of 32),
 * what happens (one byte, of which the low two bits say what and the others how much), and for
 * bytes that are made up, those.
 */
final class DisturbedLink extends ForwardingByteLink {

  private static final int BUFFER = 512;
  private static final int COARSE = 128;
  private static final int STEP = 32;

  private final byte[] plan;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment buffer = arena.allocate(BUFFER);
  private final Deque<Byte> arrived = new ArrayDeque<>();
  private volatile boolean active;
  private int next;
  private boolean begun;
  private int gap;
  private int losing;
  private boolean onlyLosses = true;
  private final SerialRecorder recorder = new SerialRecorder();

  /**
   * A line that is good until {@link #begin}.
   *
   * @param from where in the bytes the plan begins
   */
  DisturbedLink(ByteLink line, byte[] plan, int from) {
    super(line);
    this.plan = plan;
    next = from;
  }

  /** From now on things go wrong. */
  void begin() {
    active = true;
  }

  /** From now on the line is good. */
  void end() {
    active = false;
  }

  /** The first and the last words of the conversation. */
  String transcript() {
    return recorder.toString();
  }

  /** Whether bytes were lost up to now, and nothing else happened to them. */
  boolean onlyLosses() {
    return onlyLosses;
  }

  @Override
  public int read(MemorySegment target, long offset, int length, long timeoutNanos)
      throws IOException {
    if (arrived.isEmpty()) {
      int n = super.read(buffer, 0, BUFFER, timeoutNanos);
      if (n <= 0) {
        return n;
      }
      for (int i = 0; i < n; i++) {
        pass(buffer.get(JAVA_BYTE, i));
      }
    }
    int n = Math.min(length, arrived.size());
    for (int i = 0; i < n; i++) {
      target.set(JAVA_BYTE, offset + i, arrived.remove());
    }
    recorder.heard(target, offset, n);
    return n;
  }

  private void pass(byte octet) {
    if (!active) {
      arrived.add(octet);
      return;
    }
    if (losing > 0) {
      losing--;
      return;
    }
    if (!begun && next + 1 < plan.length) {
      begun = true;
      int first = plan[next++] & 0xff;
      gap = first < COARSE ? first : (first - COARSE) * STEP;
    }
    if (!begun || gap-- > 0) {
      arrived.add(octet);
      return;
    }
    begun = false;
    disturb(octet, plan[next++] & 0xff);
  }

  private void disturb(byte octet, int what) {
    int amount = what >> 2;
    switch (what & 3) {
      case 0 -> losing = amount * amount;
      case 1 -> {
        onlyLosses = false;
        for (int i = 0; i <= amount && next < plan.length; i++) {
          arrived.add(plan[next++]);
        }
        arrived.add(octet);
      }
      case 2 -> {
        onlyLosses = false;
        arrived.add((byte) (octet ^ 1 << (amount & 7)));
      }
      default -> {
        onlyLosses = false;
        for (int i = 0; i <= amount % 4 + 1; i++) {
          arrived.add(octet);
        }
      }
    }
  }

  @Override
  public int write(MemorySegment source, long offset, int length, long timeoutNanos)
      throws IOException {
    int n = super.write(source, offset, length, timeoutNanos);
    recorder.said(source, offset, n);
    return n;
  }

  @Override
  public void discardInput() throws IOException {
    super.discardInput();
    arrived.clear();
  }

  @Override
  public void close() throws IOException {
    super.close();
    arena.close();
  }
}
