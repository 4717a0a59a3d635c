package dev.spinet.simulator.scenario;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.spinet.bindings.bus.SpiBus;
import dev.spinet.bindings.bus.SpiFrame;
import dev.spinet.bindings.linux.SpiConfig;
import dev.spinet.bindings.linux.Spidev;
import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.simulator.bus.SimulatedSpiBus;
import dev.spinet.simulator.bus.SpiSlave;
import dev.spinet.simulator.bus.Wire;
import dev.spinet.simulator.fuse.ChipFactory;
import dev.spinet.simulator.fuse.SimulatedChip;
import dev.spinet.simulator.fuse.VirtualBoard;
import dev.spinet.simulator.fuse.VirtualDevices;
import dev.spinet.simulator.unix.ChipPins;
import dev.spinet.simulator.unix.SpiSocketBus;
import dev.spinet.simulator.unix.SpiSocketServer;
import dev.spinet.simulator.w5500.SpiMaster;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The same scenario does the same, whatever the chip is reached through. */
@Timeout(60)
final class AttachmentScenarioTest {

  private static final String SCENARIO =
      """
      at frame 2 byte 3: flip miso 0x80
      on 4th read of VERSIONR: flip miso 0x40
      at frame 5: brown-out for 1s
      """;

  @TempDir Path directory;
  private final ScenarioBench bench = new ScenarioBench();

  private void assertInjected(SpiBus bus, ScenarioRun run) throws IOException {
    var message = bus.prepare(SpiFrame.fixed(4));
    var heard = new int[7];
    for (int i = 0; i < heard.length; i++) {
      message
          .tx()
          .copyFrom(
              MemorySegment.ofArray(SpiMaster.bytes(0, CommonRegister.VERSIONR.address(), 0, 0)));
      message.submit();
      heard[i] = message.rx().get(ValueLayout.JAVA_BYTE, 3) & 0xFF;
    }
    int version = ChipLimits.VERSION;
    assertArrayEquals(
        new int[] {version, version, version | 0x80, version | 0x40, version, 0, 0}, heard);
    assertEquals(List.of(0, 1, 2), run.log().stream().map(Injection::rule).toList());
    assertEquals(List.of(2L, 3L, 5L), run.log().stream().map(Injection::frame).toList());
  }

  @Test
  void inProcess() throws IOException {
    try (var run = bench.start(SCENARIO);
        var bus = new SimulatedSpiBus(run.spi(), "sim")) {
      assertInjected(bus, run);
    }
  }

  @Test
  void overTheSocket() throws IOException {
    var path = directory.resolve("chip");
    try (var run = bench.start(SCENARIO);
        var _ =
            SpiSocketServer.open(
                path,
                new ChipPins(
                    run.spi(), bench.chip.interruptWire(), bench.chip.resetWire(), List::of),
                line -> {});
        var bus = SpiSocketBus.connect(path)) {
      assertInjected(bus, run);
    }
  }

  /** The chip of the bench, on the device files. */
  private record Attached(SpiSlave spi, Wire interrupt, Wire reset) implements SimulatedChip {
    @Override
    public void close() {}
  }

  @Test
  @Tag("fuse")
  void throughTheDeviceFile() throws IOException {
    try (var run = bench.start(SCENARIO);
        var devices =
            VirtualDevices.mount(
                directory,
                new ChipFactory() {
                  @Override
                  public String name() {
                    return "w5500";
                  }

                  @Override
                  public SimulatedChip create() {
                    return new Attached(
                        run.spi(), bench.chip.interruptWire(), bench.chip.resetWire());
                  }
                },
                VirtualBoard.defaults());
        var bus = Spidev.open(devices.spidevPath().toString(), SpiConfig.of(33_000_000))) {
      assertInjected(bus, run);
    }
  }
}
