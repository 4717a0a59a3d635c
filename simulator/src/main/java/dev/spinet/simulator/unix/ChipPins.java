package dev.spinet.simulator.unix;

import dev.spinet.simulator.bus.SpiSlave;
import dev.spinet.simulator.bus.Wire;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a server connects to.
 *
 * @param spi the chip's SPI pins, of which the server is the only master, see {@link SharedSpi}
 * @param interrupt the chip's interrupt wire
 * @param reset the chip's reset wire, of which the server is the only driver, see {@link
 *     SharedWire}
 * @param diagnostics what the chip has complained about so far, each in one line; may be called by
 *     any thread
 */
public record ChipPins(
    SpiSlave spi, Wire interrupt, Wire reset, Supplier<List<String>> diagnostics) {}
