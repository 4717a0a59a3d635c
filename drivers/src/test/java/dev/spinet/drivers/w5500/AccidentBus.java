package dev.spinet.drivers.w5500;

import dev.spinet.bindings.bus.BusCounters;
import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.bus.SpiBus;
import dev.spinet.bindings.bus.SpiFrame;
import dev.spinet.bindings.bus.SpiMessage;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;

/** A bus whose controller reports errors when asked to. Counts what is asked of it. */
final class AccidentBus implements SpiBus {

  /** For {@link #fail}: every submission from now on. */
  static final int ALWAYS = Integer.MAX_VALUE;

  private final SpiBus bus;
  private final AtomicInteger failures = new AtomicInteger();
  final AtomicInteger prepared = new AtomicInteger();
  final AtomicInteger failed = new AtomicInteger();
  private volatile int errno;
  volatile boolean closed;

  AccidentBus(SpiBus bus) {
    this.bus = bus;
  }

  /** Lets the next submissions fail; 0 for none. */
  void fail(int count, int number) {
    errno = number;
    failures.set(count);
  }

  @Override
  public SpiMessage prepare(SpiFrame... frames) {
    prepared.incrementAndGet();
    var message = bus.prepare(frames);
    return new SpiMessage(message.frames(), message.tx(), message.rx()) {
      @Override
      public int maxPayload() {
        return message.maxPayload();
      }

      @Override
      protected void transfer(int first, int count, MemorySegment payload, long offset, int length)
          throws IOException {
        if (failures.getAndUpdate(n -> n == ALWAYS || n == 0 ? n : n - 1) > 0) {
          failed.incrementAndGet();
          throw new BusException(name(), name() + ": transfer failed", errno);
        }
        message.submit(first, count, payload, offset, length);
      }
    };
  }

  @Override
  public BusCounters counters() {
    return bus.counters();
  }

  @Override
  public String name() {
    return bus.name();
  }

  @Override
  public void close() throws IOException {
    closed = true;
    bus.close();
  }
}
