package dev.spinet.simulator.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.ByteLink;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A line that owns what is behind it is otherwise that line, its clock included. */
final class OwningByteLinkTest {

  private static final long NOW = 42;

  /** A line on a clock of its own. */
  private static final class Line implements ByteLink {
    private boolean closed;

    @Override
    public int read(MemorySegment target, long offset, int length, long timeoutNanos) {
      return 0;
    }

    @Override
    public int write(MemorySegment source, long offset, int length, long timeoutNanos) {
      return length;
    }

    @Override
    public void setBaudRate(int baud) {}

    @Override
    public int baudRate() {
      return 1;
    }

    @Override
    public void setFlowControl(boolean enabled) {}

    @Override
    public void discardInput() {}

    @Override
    public long nanoTime() {
      return NOW;
    }

    @Override
    public void wakeup() {}

    @Override
    public String name() {
      return "line";
    }

    @Override
    public void close() throws IOException {
      closed = true;
      throw new IOException("of the line");
    }
  }

  @Test
  void itsTimeIsThatOfTheLine() {
    assertEquals(NOW, new OwningByteLink(new Line(), () -> {}).nanoTime());
  }

  @Test
  void whatIsBehindItEndsEvenIfTheLineFails() {
    var line = new Line();
    var ended = new AtomicBoolean();
    var link = new OwningByteLink(line, () -> ended.set(true));
    try {
      link.close();
    } catch (IOException e) {
      assertEquals("of the line", e.getMessage());
    }
    assertTrue(line.closed && ended.get());
  }
}
