package dev.spinet.simulator.device;

import dev.spinet.bindings.bus.BusCounters;
import dev.spinet.bindings.bus.SpiBus;
import dev.spinet.bindings.bus.SpiFrame;
import dev.spinet.bindings.bus.SpiMessage;
import java.io.IOException;

/**
 * A bus with which the chip on it, and all that was built around the chip, comes to an end.
 *
 * @param wires the bus itself
 * @param surroundings ends what is behind the wires; called once they are closed
 */
record OwningSpiBus(SpiBus wires, Runnable surroundings) implements SpiBus {

  @Override
  public SpiMessage prepare(SpiFrame... frames) {
    return wires.prepare(frames);
  }

  @Override
  public void setSpeed(int hertz) throws IOException {
    wires.setSpeed(hertz);
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
    try {
      wires.close();
    } finally {
      surroundings.run();
    }
  }
}
