package dev.spinet.drivers.esp32;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.spinet.bindings.bus.ByteLink;
import dev.spinet.bindings.bus.ForwardingByteLink;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Wires on which a test decides when the driver sees what the module says: whatever can happen
 * between two bytes can be made to happen there.
 */
final class HeldLink extends ForwardingByteLink {

  /** Does something just before the driver writes, on the driver's thread. */
  @FunctionalInterface
  interface BeforeWrite {

    /**
     * The driver is about to write.
     *
     * @param text what
     * @return whether the module gets it
     * @throws Exception if the test has failed
     */
    boolean passes(String text) throws Exception;
  }

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Object monitor = new Object();
  private byte[] pending = {};
  private boolean holding;
  private boolean parked;
  private boolean woken;
  private volatile @Nullable BeforeWrite beforeWrite;
  private volatile @Nullable Exception failure;

  HeldLink(ByteLink link) {
    super(link);
  }

  /** From now on the driver sees nothing unless it looks without waiting; it waits already. */
  void hold() throws InterruptedException {
    synchronized (monitor) {
      holding = true;
      parked = false;
    }
    super.wakeup();
    synchronized (monitor) {
      while (!parked) {
        monitor.wait();
      }
    }
  }

  /** The driver sees everything again. */
  void release() {
    synchronized (monitor) {
      holding = false;
      monitor.notifyAll();
    }
  }

  /** Says what happens before each write; nothing any more if it is null. */
  void before(@Nullable BeforeWrite action) {
    beforeWrite = action;
  }

  /** What has gone wrong in the driver's thread. */
  void throwFailure() throws Exception {
    var thrown = failure;
    if (thrown != null) {
      throw thrown;
    }
  }

  /** Waits until the module has said something, which the driver has not seen yet. */
  void await(String text) throws IOException {
    var target = MemorySegment.ofArray(new byte[512]);
    long start = System.nanoTime();
    while (!pending().contains(text)) {
      if (System.nanoTime() - start > PATIENCE_NANOS) {
        throw new IOException("the module has not said %s but %s".formatted(text, pending()));
      }
      int n = super.read(target, 0, 512, SLICE_NANOS);
      say(new String(target.asSlice(0, n).toArray(ValueLayout.JAVA_BYTE), ISO_8859_1));
    }
  }

  /** What the module has said and the driver has not seen. */
  String pending() {
    synchronized (monitor) {
      return new String(pending, ISO_8859_1);
    }
  }

  /** Takes out what the driver has not seen. */
  String take() {
    synchronized (monitor) {
      var text = pending();
      pending = new byte[0];
      return text;
    }
  }

  /** The driver will see this, behind what it has not seen yet. */
  void say(String text) {
    synchronized (monitor) {
      pending = (pending() + text).getBytes(ISO_8859_1);
      monitor.notifyAll();
    }
  }

  /** Says something to the module in the driver's place. */
  void pass(String text) throws IOException {
    var command = text.getBytes(ISO_8859_1);
    var source = MemorySegment.ofArray(command);
    int at = 0;
    while (at < command.length) {
      at += super.write(source, at, command.length - at, SLICE_NANOS);
    }
  }

  @Override
  public int read(MemorySegment target, long offset, int length, long timeoutNanos)
      throws IOException {
    synchronized (monitor) {
      if (holding && timeoutNanos > 0) {
        park(timeoutNanos);
        return 0;
      }
      if (pending.length > 0) {
        int n = Math.min(length, pending.length);
        MemorySegment.copy(pending, 0, target, ValueLayout.JAVA_BYTE, offset, n);
        pending = pending().substring(n).getBytes(ISO_8859_1);
        return n;
      }
    }
    return super.read(target, offset, length, timeoutNanos);
  }

  private void park(long timeoutNanos) {
    long until = System.nanoTime() + timeoutNanos;
    parked = true;
    monitor.notifyAll();
    try {
      while (holding && !woken && System.nanoTime() - until < 0) {
        monitor.wait(1 + (until - System.nanoTime()) / 1_000_000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    woken = false;
  }

  @Override
  public int write(MemorySegment source, long offset, int length, long timeoutNanos)
      throws IOException {
    var action = beforeWrite;
    if (action != null) {
      var text =
          new String(source.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE), ISO_8859_1);
      try {
        if (!action.passes(text)) {
          return length;
        }
      } catch (Exception e) {
        failure = e;
      }
    }
    return super.write(source, offset, length, timeoutNanos);
  }

  @Override
  public void wakeup() {
    synchronized (monitor) {
      woken = holding;
      monitor.notifyAll();
    }
    super.wakeup();
  }

  @Override
  public void close() throws IOException {
    release();
    super.close();
  }
}
