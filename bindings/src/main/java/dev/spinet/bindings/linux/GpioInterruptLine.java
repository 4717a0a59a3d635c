package dev.spinet.bindings.linux;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.bus.InterruptLine;
import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.gen.linux.gpio_v2_line_event;
import dev.spinet.bindings.linux.sys.Libc;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A line whose level is watched through its edges. One thread waits at a time; any thread may read
 * the level, wake the waiting one, or close.
 */
final class GpioInterruptLine implements InterruptLine {
  private static final int LINE = 0;
  private static final int WAKE = 1;

  /** Room for events that pile up between two waits; what does not fit is read the next time. */
  private static final int EVENTS = 16;

  private final Descriptor line;
  private final Arena arena;
  private final WakeEvent wake;
  private final Lifetime lifetime;

  private final ReentrantLock waiting = new ReentrantLock();
  private final GpioLevel levelOfWaiting;
  private final PollSet poll;
  private final MemorySegment eventState;
  private final MemorySegment events;
  // Of the last edge that was read and not told yet. The kernel takes it from CLOCK_MONOTONIC if no
  // other clock is asked for (linux/gpio.h, struct gpio_v2_line_event); so does HotSpot for
  // nanoTime.
  private long edgeAt = UNKNOWN;

  private final ReentrantLock reading = new ReentrantLock();
  private final GpioLevel levelOfReading;

  private GpioInterruptLine(Descriptor line, Arena arena, WakeEvent wake) {
    this.line = line;
    this.arena = arena;
    this.wake = wake;
    levelOfWaiting = new GpioLevel(line, arena);
    levelOfReading = new GpioLevel(line, arena);
    poll = new PollSet(line.device(), arena, 2);
    poll.watch(LINE, line.fd(), LinuxConstants.POLLIN());
    poll.watch(WAKE, wake.fd(), LinuxConstants.POLLIN());
    eventState = Libc.allocateState(arena);
    events = gpio_v2_line_event.allocateArray(EVENTS, arena);
    lifetime = new Lifetime(wake::signal, this::release);
  }

  /** A line that closes with what is made here; it is closed too if that fails. */
  @SuppressWarnings("MustBeClosedChecker") // Closed by release().
  static GpioInterruptLine of(Descriptor line) throws BusException {
    var arena = Arena.ofShared();
    try {
      return new GpioInterruptLine(line, arena, new WakeEvent(line.device(), arena));
    } catch (BusException | RuntimeException | Error e) {
      line.closeAfter(e);
      arena.close();
      throw e;
    }
  }

  @Override
  public boolean isAsserted() throws IOException {
    if (!lifetime.enter()) {
      throw DeviceErrors.closed(line.device(), "read its level");
    }
    reading.lock();
    try {
      return levelOfReading.isAsserted();
    } finally {
      reading.unlock();
      lifetime.exit();
    }
  }

  @Override
  public boolean await(long timeoutNanos) throws IOException {
    long start = System.nanoTime();
    if (!lifetime.enter()) {
      return false;
    }
    try {
      if (!waiting.tryLock()) {
        throw new IllegalStateException("another thread waits for " + line.device());
      }
      try {
        return awaitAsserted(start, timeoutNanos);
      } finally {
        waiting.unlock();
      }
    } finally {
      lifetime.exit();
    }
  }

  /**
   * The level is read before every wait, and an edge that comes after that reading ends the wait,
   * so none is lost. Such an edge says itself that the line was asserted, and spares another
   * reading. The event of an earlier edge may end the wait too early; then the level is read again.
   */
  private boolean awaitAsserted(long start, long timeoutNanos) throws IOException {
    while (!lifetime.isClosing()) {
      if (levelOfWaiting.isAsserted()) {
        return true;
      }
      long restingAt = System.nanoTime();
      if (!poll.await(start, timeoutNanos)) {
        // In case the edge itself was missed: an interrupt controller may drop one.
        return levelOfWaiting.isAsserted();
      }
      if (poll.ready(WAKE) != 0) {
        wake.clear();
        return false;
      }
      if (takeEvents() && edgeAt - restingAt > 0) {
        return true;
      }
    }
    return false;
  }

  /** Tells whether there were any; {@link #edgeAt} is the time of the newest. */
  private boolean takeEvents() throws BusException {
    if ((poll.ready(LINE) & LinuxConstants.POLLIN()) == 0) {
      // Hung up: the chip was removed while the line was open.
      throw DeviceErrors.gone(line.device(), "wait for an edge");
    }
    long result = Libc.read(eventState, line.fd(), events, events.byteSize());
    if (result < 0 && result != -LinuxConstants.EAGAIN() && result != -LinuxConstants.EINTR()) {
      throw DeviceErrors.failed(line.device(), "read an edge", (int) -result);
    }
    long count = result / gpio_v2_line_event.sizeof();
    if (count > 0) {
      edgeAt = gpio_v2_line_event.timestamp_ns(gpio_v2_line_event.asSlice(events, count - 1));
    }
    return count > 0;
  }

  /** The newest edge; a level that was seen without a wait has left its edges unread. */
  @Override
  public long assertedAt() throws IOException {
    if (!lifetime.enter()) {
      return UNKNOWN;
    }
    try {
      if (!waiting.tryLock()) {
        throw new IllegalStateException("another thread waits for " + line.device());
      }
      try {
        // The descriptor waits for edges if it is read without one.
        if (poll.await(0, 0) && poll.ready(LINE) != 0) {
          var _ = takeEvents();
        }
        long told = edgeAt;
        edgeAt = UNKNOWN;
        return told;
      } finally {
        waiting.unlock();
      }
    } finally {
      lifetime.exit();
    }
  }

  @Override
  public void wakeup() {
    if (lifetime.enter()) {
      try {
        wake.signal();
      } finally {
        lifetime.exit();
      }
    }
  }

  @Override
  public void close() throws IOException {
    lifetime.close();
  }

  private void release() throws BusException {
    try (arena) {
      wake.close();
    } finally {
      line.close();
    }
  }

  @Override
  public String toString() {
    return line.device();
  }
}
