package dev.spinet.simulator.espat;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.bus.ByteLink;
import dev.spinet.simulator.clock.VirtualClock;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * The host's end of a serial line to a module on a virtual clock, where waiting moves the clock: a
 * driver runs on it at the speed of the model, to the nanosecond, however fast or slow the machine
 * is. Only the thread that reads and writes moves the clock, so it has to be one thread.
 *
 * <p>Short waits take no real time. In long ones, which nothing but the driver's users can end,
 * they get a moment of real time to do so for every {@value #STRIDE_MILLIS} ms of the clock.
 */
public final class VirtualSerialLink implements ByteLink {

  private static final long STRIDE_MILLIS = 20;
  private static final long STRIDE_NANOS = TimeUnit.MILLISECONDS.toNanos(STRIDE_MILLIS);
  private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final SimulatedSerialLink line;
  private final VirtualClock clock;
  private final long momentNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition wokenUp = lock.newCondition();
  private boolean woken;

  /**
   * Connects a host to a module, in place of another one.
   *
   * @param module the module, which lives on the clock
   * @param clock moved by this line alone
   * @param baud bits per second, at least 1
   * @param moment real time that others get in each stride of a long wait
   */
  public VirtualSerialLink(EspAtModule module, VirtualClock clock, int baud, Duration moment) {
    line = new SimulatedSerialLink(module, "virtual", baud, false);
    this.clock = clock;
    momentNanos = moment.toNanos();
  }

  @Override
  public int read(MemorySegment target, long offset, int length, long timeoutNanos)
      throws IOException {
    long end = end(timeoutNanos);
    boolean first = true;
    while (true) {
      // What is due now has happened, whether somebody waits for it or not.
      clock.runUntilIdle();
      int n = line.read(target, offset, length, 0);
      if (n != 0 || line.isClosed() || takeWakeup(first ? 0 : momentNanos)) {
        return n;
      }
      long left = end - clock.nanoTime();
      if (left <= 0) {
        return 0;
      }
      run(line::hasInput, Math.min(left, STRIDE_NANOS));
      first = false;
    }
  }

  @Override
  public int write(MemorySegment source, long offset, int length, long timeoutNanos)
      throws IOException {
    long end = end(timeoutNanos);
    while (true) {
      int n = line.write(source, offset, length, 0);
      long left = end - clock.nanoTime();
      if (n != 0 || left <= 0 || line.isClosed()) {
        return n;
      }
      run(line::hasRoom, left);
    }
  }

  private long end(long timeoutNanos) {
    return clock.nanoTime() + Math.min(timeoutNanos, Long.MAX_VALUE / 2);
  }

  private void run(BooleanSupplier condition, long nanos) {
    var _ = clock.runUntil(condition, Duration.ofNanos(nanos));
  }

  /** Whether there was a wake-up, which this takes, or comes within some real time. */
  private boolean takeWakeup(long nanos) throws InterruptedIOException {
    long left = nanos;
    lock.lock();
    try {
      while (!woken && left > 0) {
        left = wokenUp.awaitNanos(left);
      }
      boolean was = woken;
      woken = false;
      return was;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for a serial line");
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void setBaudRate(int baud) throws IOException {
    run(() -> line.unsent() == 0, DRAIN_NANOS);
    if (line.unsent() > 0) {
      throw new BusException(
          name(), "%s: %d bytes cannot leave".formatted(name(), line.unsent()), 0);
    }
    line.setBaudRate(baud);
  }

  @Override
  public int baudRate() throws IOException {
    return line.baudRate();
  }

  @Override
  public void setFlowControl(boolean enabled) throws IOException {
    line.setFlowControl(enabled);
  }

  @Override
  public void discardInput() throws IOException {
    line.discardInput();
  }

  @Override
  public long nanoTime() {
    return clock.nanoTime();
  }

  @Override
  public void wakeup() {
    lock.lock();
    try {
      woken = true;
      wokenUp.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String name() {
    return line.name();
  }

  @Override
  public void close() {
    line.close();
    wakeup();
  }
}
