package dev.spinet.drivers.w5500;

import dev.spinet.bindings.bus.InterruptLine;
import dev.spinet.bindings.bus.OutputLine;
import dev.spinet.bindings.bus.SpiBus;
import dev.spinet.bindings.linux.GpioChip;
import dev.spinet.bindings.linux.SpiConfig;
import dev.spinet.bindings.linux.Spidev;
import dev.spinet.bindings.w5500.ChipLimits;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The device files of a chip on a Linux board, opened together or not at all.
 *
 * @param bus the SPI bus
 * @param interrupt the line of INTn, or {@code null}
 * @param reset the line of RSTn, or {@code null}
 */
record Wiring(SpiBus bus, @Nullable InterruptLine interrupt, @Nullable OutputLine reset) {

  /** Opens what the options name. Both lines of the chip are active low. */
  static Wiring open(String spidev, W5500Options options) throws IOException {
    var bus = Spidev.open(spidev, SpiConfig.of(options.speedHz()).withMode(ChipLimits.SPI_MODE));
    InterruptLine interrupt = null;
    try {
      var interruptLine = options.interrupt();
      if (interruptLine != null) {
        try (var chip = GpioChip.open(interruptLine.chip())) {
          interrupt = chip.interruptLine(interruptLine.offset(), true);
        }
      }
      var resetLine = options.reset();
      if (resetLine == null) {
        return new Wiring(bus, interrupt, null);
      }
      try (var chip = GpioChip.open(resetLine.chip())) {
        return new Wiring(bus, interrupt, chip.outputLine(resetLine.offset(), true, false));
      }
    } catch (IOException | RuntimeException e) {
      closeAfter(e, interrupt);
      closeAfter(e, bus);
      throw e;
    }
  }

  private static void closeAfter(Exception failure, @Nullable AutoCloseable resource) {
    if (resource != null) {
      try {
        resource.close();
      } catch (Exception e) {
        failure.addSuppressed(e);
      }
    }
  }
}
