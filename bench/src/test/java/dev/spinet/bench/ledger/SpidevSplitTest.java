package dev.spinet.bench.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.spinet.bindings.bus.SpiFrame;
import dev.spinet.bindings.linux.SpiConfig;
import dev.spinet.bindings.linux.Spidev;
import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.simulator.bus.SimulatedSpiBus;
import dev.spinet.simulator.fuse.VirtualDeviceProcess;
import dev.spinet.simulator.lan.W5500Lan;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the ledger counts as one submission is one for a real {@code /dev/spidev}, too. */
@Tag("fuse")
@Timeout(60)
class SpidevSplitTest {

  private static final SpiFrame[][] MESSAGES = {
    {SpiFrame.reading(3), SpiFrame.fixed(9)},
    {SpiFrame.reading(3), SpiFrame.fixed(5), SpiFrame.fixed(4), SpiFrame.fixed(9)},
    {SpiFrame.writing(3), SpiFrame.fixed(5), SpiFrame.fixed(5), SpiFrame.fixed(6)},
    {SpiFrame.reading(3)},
  };

  @Test
  void aMessageCarriesAsMuch(@TempDir Path folder) throws Exception {
    try (var server =
            VirtualDeviceProcess.start(
                folder.toRealPath(), "w5500", List.of(), List.of(), List.of());
        var device =
            Spidev.open(
                server.spidev().toString(), SpiConfig.of(ChipLimits.SCLK_GUARANTEED_MAX_HZ));
        var lan = new W5500Lan(1, W5500Lan.Reach.LAN);
        var bus =
            new SimulatedSpiBus(
                lan.chips().getFirst(), "bus", BusLimits.of(BusLimits.defaultBufsiz()))) {
      assertEquals(BusLimits.defaultBufsiz(), device.bufferSize());
      for (var message : MESSAGES) {
        assertEquals(device.prepare(message).maxPayload(), bus.prepare(message).maxPayload());
      }
    }
  }
}
