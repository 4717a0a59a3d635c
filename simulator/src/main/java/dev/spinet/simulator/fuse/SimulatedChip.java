package dev.spinet.simulator.fuse;

import dev.spinet.simulator.bus.SpiSlave;

/** A simulated chip with everything that keeps it running, ready to be wired to a board. */
public interface SimulatedChip extends AutoCloseable {

  /**
   * The chip's SPI pins.
   *
   * @return the slave; always the same one
   */
  SpiSlave spi();

  /**
   * The chip's reset pin. The chip works with the pin never touched.
   *
   * @param asserted whether reset is asserted, which is a low level on the wire
   */
  void reset(boolean asserted);

  /** Ends the simulation and frees what it holds. Closing twice has no effect. */
  @Override
  void close();
}
