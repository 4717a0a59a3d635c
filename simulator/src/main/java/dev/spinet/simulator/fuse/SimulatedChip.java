package dev.spinet.simulator.fuse;

import dev.spinet.simulator.bus.SpiSlave;
import dev.spinet.simulator.bus.Wire;
import java.util.Optional;

/** A simulated chip with everything that keeps it running, ready to be wired to a board. */
public interface SimulatedChip extends AutoCloseable {

  /**
   * The chip's SPI pins.
   *
   * @return the slave; always the same one
   */
  SpiSlave spi();

  /**
   * The pin on which the chip asks for attention, low when asserted.
   *
   * @return the wire, which the chip drives; always the same one
   */
  Wire interrupt();

  /**
   * The pin that resets the chip, low when asserted. The chip works with the pin never touched.
   *
   * @return the wire, which the board drives; always the same one
   */
  Wire reset();

  /**
   * The network of the chip.
   *
   * @return what programs of this machine can ask of it; empty if the chip is in none
   */
  default Optional<ChipNetwork> network() {
    return Optional.empty();
  }

  /** Ends the simulation and frees what it holds. Closing twice has no effect. */
  @Override
  void close();
}
