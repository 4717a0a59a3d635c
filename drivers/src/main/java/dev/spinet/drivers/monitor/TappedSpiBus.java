package dev.spinet.drivers.monitor;

import dev.spinet.bindings.bus.BusCounters;
import dev.spinet.bindings.bus.SpiBus;
import dev.spinet.bindings.bus.SpiFrame;
import dev.spinet.bindings.bus.SpiMessage;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * A bus whose frames can be listened to.
 *
 * @param wires the bus itself
 * @param tap who listens
 */
record TappedSpiBus(SpiBus wires, FrameTap tap) implements SpiBus {

  @Override
  public SpiMessage prepare(SpiFrame... frames) {
    return new Tapped(wires.prepare(frames), tap);
  }

  @Override
  public BusCounters counters() {
    return wires.counters();
  }

  @Override
  public String name() {
    return wires.name();
  }

  @Override
  public void close() throws IOException {
    wires.close();
  }

  private static final class Tapped extends SpiMessage {

    private final SpiMessage message;
    private final FrameTap tap;

    Tapped(SpiMessage message, FrameTap tap) {
      super(message.frames(), message.tx(), message.rx());
      this.message = message;
      this.tap = tap;
    }

    @Override
    public int maxPayload() {
      return message.maxPayload();
    }

    @Override
    protected void transfer(
        int first, int count, MemorySegment payload, long payloadOffset, int payloadLength)
        throws IOException {
      if (!tap.isActive()) {
        tap.skip(count);
        message.submit(first, count, payload, payloadOffset, payloadLength);
        return;
      }
      boolean done = false;
      try {
        message.submit(first, count, payload, payloadOffset, payloadLength);
        done = true;
      } finally {
        tap.tell(this, first, count, payloadLength, done);
      }
    }
  }
}
