package dev.spinet.drivers.esp32;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.ByteLink;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A lost network is tried to be joined ever more rarely, and by one try at a time. */
@Timeout(60)
final class RejoinTest {

  private static final int TRIES = 10;

  /**
   * Wires to a module on which the driver's time leaps while it has nothing to do. Every try to
   * join is answered by them.
   */
  private static final class LeapingLink implements ByteLink {
    private final ByteLink link;
    private final List<Long> tries = new CopyOnWriteArrayList<>();
    private volatile String answer = "";
    private volatile boolean refusing;
    private final AtomicLong ahead = new AtomicLong();
    private byte[] pending = {};
    private boolean outstanding;

    LeapingLink(ByteLink link) {
      this.link = link;
    }

    @Override
    public long nanoTime() {
      return link.nanoTime() + ahead.get();
    }

    @Override
    public int read(MemorySegment target, long offset, int length, long timeoutNanos)
        throws IOException {
      if (pending.length > 0) {
        int n = Math.min(length, pending.length);
        MemorySegment.copy(pending, 0, target, ValueLayout.JAVA_BYTE, offset, n);
        pending = java.util.Arrays.copyOfRange(pending, n, pending.length);
        outstanding = false;
        return n;
      }
      boolean leaping = refusing && !outstanding;
      int n =
          link.read(
              target, offset, length, leaping ? Math.min(timeoutNanos, 1_000_000) : timeoutNanos);
      if (n == 0 && leaping) {
        ahead.addAndGet(timeoutNanos);
      }
      if (n > 0) {
        var text =
            new String(
                target.asSlice(offset, n).toArray(ValueLayout.JAVA_BYTE),
                StandardCharsets.ISO_8859_1);
        outstanding &= !text.contains("OK\r\n") && !text.contains("ERROR\r\n");
      }
      return n;
    }

    @Override
    public int write(MemorySegment source, long offset, int length, long timeoutNanos)
        throws IOException {
      var text =
          new String(
              source.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE),
              StandardCharsets.ISO_8859_1);
      if (refusing && text.startsWith("AT+CWJAP=")) {
        tries.add(nanoTime());
        outstanding = false;
        pending = answer.getBytes(StandardCharsets.ISO_8859_1);
        return length;
      }
      outstanding = true;
      return link.write(source, offset, length, timeoutNanos);
    }

    @Override
    public void setBaudRate(int baud) throws IOException {
      link.setBaudRate(baud);
    }

    @Override
    public int baudRate() throws IOException {
      return link.baudRate();
    }

    @Override
    public void setFlowControl(boolean enabled) throws IOException {
      link.setFlowControl(enabled);
    }

    @Override
    public void discardInput() throws IOException {
      link.discardInput();
    }

    @Override
    public void wakeup() {
      link.wakeup();
    }

    @Override
    public String name() {
      return link.name();
    }

    @Override
    public void close() throws IOException {
      link.close();
    }
  }

  private @Nullable LeapingLink leaping;

  /** When the driver tries to join, after its network was lost, in seconds between two tries. */
  private List<Long> pauses(String answer) throws IOException {
    try (var board = ModuleBoard.builder().wires(link -> leaping = new LeapingLink(link)).build()) {
      var wires = java.util.Objects.requireNonNull(leaping);
      wires.answer = answer;
      wires.refusing = true;
      board.radio.remove(board.accessPoint);
      long start = System.nanoTime();
      while (wires.tries.size() < TRIES) {
        assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(40), "" + wires.tries);
        LockSupport.parkNanos(1_000_000);
      }
      var tries = List.copyOf(wires.tries);
      var pauses = new ArrayList<Long>();
      for (int i = 1; i < TRIES; i++) {
        pauses.add(TimeUnit.NANOSECONDS.toSeconds(tries.get(i) - tries.get(i - 1)));
      }
      return pauses;
    }
  }

  private static void assertGrowing(List<Long> pauses) {
    long least = 2;
    for (long pause : pauses) {
      assertTrue(pause >= least, pauses + " at least " + least);
      least = Math.min(2 * least, 60);
    }
  }

  @Test
  void theNextTryWaitsTwiceAsLongUpToAMinute() throws Exception {
    assertGrowing(pauses("+CWJAP:3\r\n\r\nERROR\r\n"));
  }

  @Test
  void tryThatADisturbanceEndsIsFollowedByOneOther() throws Exception {
    // The module restarts in the middle of each.
    assertGrowing(pauses("\r\nready\r\n"));
  }

  @Test
  void aSuccessMakesTheNextWaitTheShortest() {
    var backOff = new BackOff(1, 60);
    var waits = new ArrayList<Long>();
    for (int i = 0; i < 9; i++) {
      waits.add(backOff.next());
    }
    assertEquals(List.of(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L), waits);
    backOff.reset();
    assertEquals(1, backOff.next());
  }
}
