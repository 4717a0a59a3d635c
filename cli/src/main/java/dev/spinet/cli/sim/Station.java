package dev.spinet.cli.sim;

import dev.spinet.simulator.bus.PacedSpiSlave;
import dev.spinet.simulator.bus.SpiSlave;
import dev.spinet.simulator.bus.Wire;
import dev.spinet.simulator.fuse.SimulatedChip;
import dev.spinet.simulator.unix.ChipPins;
import dev.spinet.simulator.unix.SharedSpi;
import dev.spinet.simulator.unix.SharedWire;
import dev.spinet.simulator.w5500.Diagnostic;
import dev.spinet.simulator.w5500.W5500Chip;
import java.time.Duration;

/** One chip, with what lets several attachments use it at once. */
final class Station {

  /** How long a client of the socket waits for a program that keeps the chip selected. */
  private static final Duration TURN = Duration.ofSeconds(5);

  private final W5500Chip chip;
  private final SharedSpi spi;
  private final SharedWire reset;

  private Station(W5500Chip chip, SpiSlave pins) {
    this.chip = chip;
    this.spi = new SharedSpi(pins);
    this.reset = new SharedWire(chip.resetWire());
  }

  /** A station of a chip that is reached through some pins: its own, or faulty ones. */
  static Station of(W5500Chip chip, SpiSlave pins, int number, Plan plan, Traces traces) {
    var observed = traces.observe(number, pins);
    return new Station(
        chip, plan.timing().<SpiSlave>map(t -> new PacedSpiSlave(observed, t)).orElse(observed));
  }

  SharedSpi spi() {
    return spi;
  }

  /** The pins for a server on a socket. */
  ChipPins forSocket() {
    return new ChipPins(
        spi.master(TURN),
        chip.interruptWire(),
        reset.newDriver(),
        () -> chip.diagnostics().all().stream().map(Diagnostic::toString).toList());
  }

  /** The pins for device files, which do not end the chip when they end. */
  SimulatedChip forDevices() {
    return new Attachment(spi.master(), chip.interruptWire(), reset.newDriver());
  }

  private record Attachment(SpiSlave spi, Wire interrupt, Wire reset) implements SimulatedChip {
    @Override
    public void close() {}
  }
}
