package dev.spinet.simulator.fuse;

import java.io.IOException;

/**
 * Makes simulated chips of one kind. Factories are services: {@link VirtualDeviceServer} finds them
 * by name through {@link java.util.ServiceLoader}.
 */
public interface ChipFactory {

  /** The chip's interrupt pin. */
  @FunctionalInterface
  interface InterruptPin {

    /**
     * Sets the pin. Any thread may call, also while it holds the lock of the chip.
     *
     * @param asserted whether the chip asks for attention, which is a low level on the wire
     */
    void set(boolean asserted);
  }

  /**
   * The name under which users ask for the chip.
   *
   * @return such as {@code w5500}
   */
  String name();

  /**
   * Makes a chip, powered and not asking for attention.
   *
   * @param interrupt where the chip signals
   * @return the chip
   * @throws IOException if what it needs of this machine cannot be had
   */
  SimulatedChip create(InterruptPin interrupt) throws IOException;
}
