package dev.spinet.simulator.fuse;

import dev.spinet.simulator.bus.SpiSlave;
import dev.spinet.simulator.bus.Wire;
import dev.spinet.simulator.lan.W5500Lan;
import java.io.IOException;

/** Makes W5500 chips, each in a network of its own that reaches the servers of this machine. */
public final class W5500Factory implements ChipFactory {

  /** Called by the service loader. */
  public W5500Factory() {}

  @Override
  public String name() {
    return "w5500";
  }

  @Override
  public SimulatedChip create() throws IOException {
    return new Networked(new W5500Lan(1, W5500Lan.Reach.HOST));
  }

  private record Networked(W5500Lan lan) implements SimulatedChip {

    @Override
    public SpiSlave spi() {
      return lan.chips().getFirst();
    }

    @Override
    public Wire interrupt() {
      return lan.chips().getFirst().interruptWire();
    }

    @Override
    public Wire reset() {
      return lan.chips().getFirst().resetWire();
    }

    @Override
    public void close() {
      lan.close();
    }
  }
}
