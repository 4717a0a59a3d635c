package dev.spinet.simulator.fuse;

import java.io.IOException;

/**
 * Makes simulated chips of one kind. Factories are services: {@link VirtualDeviceServer} finds them
 * by name through {@link java.util.ServiceLoader}.
 */
public interface ChipFactory {

  /**
   * The name under which users ask for the chip.
   *
   * @return such as {@code w5500}
   */
  String name();

  /**
   * Makes a chip, powered and not in reset.
   *
   * @return the chip
   * @throws IOException if what it needs of this machine cannot be had
   */
  SimulatedChip create() throws IOException;
}
