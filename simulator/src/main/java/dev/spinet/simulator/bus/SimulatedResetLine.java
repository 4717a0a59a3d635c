package dev.spinet.simulator.bus;

import dev.spinet.bindings.bus.OutputLine;

/** The board's end of a simulated chip's reset wire. */
public final class SimulatedResetLine implements OutputLine {

  private final Wire wire;

  /**
   * Connects to the chip.
   *
   * @param wire the chip's reset wire
   */
  public SimulatedResetLine(Wire wire) {
    this.wire = wire;
  }

  @Override
  public void set(boolean asserted) {
    wire.set(asserted);
  }

  /** Lets go of the wire, which a pull-up then brings to its inactive state. */
  @Override
  public void close() {
    wire.set(false);
  }
}
