package dev.spinet.bindings.bus;

import org.jspecify.annotations.Nullable;

/**
 * The board's ends of the wires to a chip on SPI. Who takes them over closes them, the bus last:
 * what is behind the wires may end with it.
 *
 * @param bus the SPI bus
 * @param interrupt the line that the chip asks for attention with, or {@code null} for none
 * @param reset the line that resets the chip, or {@code null} for none
 */
public record SpiWiring(
    SpiBus bus, @Nullable InterruptLine interrupt, @Nullable OutputLine reset) {}
