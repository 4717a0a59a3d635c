package dev.spinet.cli.doctor.w5500;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.bus.InterruptLine;
import dev.spinet.bindings.bus.OutputLine;
import dev.spinet.bindings.linux.GpioChip;
import dev.spinet.bindings.linux.SpiConfig;
import dev.spinet.bindings.linux.Spidev;
import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.cli.doctor.Check;
import dev.spinet.cli.doctor.DeviceFile;
import dev.spinet.cli.doctor.Findings;
import dev.spinet.drivers.w5500.W5500Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Opens the device files of a board, each with a finding of its own. */
final class WireOpener {

  private static final Path BUFSIZ = Path.of("/sys/module/spidev/parameters/bufsiz");

  /** From here on a larger buffer saves nothing worth the memory. */
  private static final int LARGE_BUFFER = 65_536;

  private final Findings findings;

  WireOpener(Findings findings) {
    this.findings = findings;
  }

  /**
   * Opens them; empty if there is no bus to look at.
   *
   * @param hertz the clock to begin with
   */
  Optional<Wires> open(String path, W5500Options options, int hertz) throws IOException {
    findings.doing("opening " + path);
    var file = new DeviceFile(path, findings);
    Spidev bus;
    try {
      bus = Spidev.open(path, SpiConfig.of(hertz).withMode(ChipLimits.SPI_MODE));
    } catch (BusException e) {
      file.failed(e, Check.DEVICE_BUS);
      return Optional.empty();
    }
    file.opened();
    bufsiz(bus.bufferSize());
    findings.ok(
        Check.DEVICE_BUS,
        "it takes SPI mode %d, words of 8 bits and a clock of %s"
            .formatted(ChipLimits.SPI_MODE, SpeedCheck.megahertz(hertz)));
    var interrupt = interrupt(options.interrupt());
    var reset = reset(options.reset());
    return Optional.of(new Wires(bus, interrupt.orElse(null), reset.orElse(null)));
  }

  private void bufsiz(int bytes) {
    String found = "one call moves %d bytes at most".formatted(bytes);
    if (!Files.exists(BUFSIZ)) {
      findings.ok(Check.DEVICE_BUFSIZ, found + ", as the kernel does unless it is told otherwise");
    } else if (bytes < LARGE_BUFFER) {
      findings.ok(
          Check.DEVICE_BUFSIZ,
          found,
          "more is faster: add spidev.bufsiz=65536 to the kernel's command line (on a Raspberry Pi"
              + " /boot/firmware/cmdline.txt) and reboot");
    } else {
      findings.ok(Check.DEVICE_BUFSIZ, found);
    }
  }

  private Optional<InterruptLine> interrupt(W5500Options.@Nullable GpioLine line) {
    if (line == null) {
      return Optional.empty();
    }
    try (var chip = GpioChip.open(line.chip())) {
      var opened = chip.interruptLine(line.offset(), true);
      findings.ok(
          Check.DEVICE_GPIO, "line %d of %s for INTn".formatted(line.offset(), line.chip()));
      return Optional.of(opened);
    } catch (IOException e) {
      findings.problem(Check.DEVICE_GPIO, e, "check int=");
      return Optional.empty();
    }
  }

  private Optional<OutputLine> reset(W5500Options.@Nullable GpioLine line) {
    if (line == null) {
      return Optional.empty();
    }
    try (var chip = GpioChip.open(line.chip())) {
      var opened = chip.outputLine(line.offset(), true, false);
      findings.ok(
          Check.DEVICE_GPIO, "line %d of %s for RSTn".formatted(line.offset(), line.chip()));
      return Optional.of(opened);
    } catch (IOException e) {
      findings.problem(Check.DEVICE_GPIO, e, "check reset=");
      return Optional.empty();
    }
  }
}
