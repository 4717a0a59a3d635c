package dev.spinet.bench.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bench.suite.BenchmarkPlan;
import dev.spinet.bench.suite.BenchmarkProgress;
import dev.spinet.bench.suite.Spread;
import dev.spinet.bench.suite.Tree;
import dev.spinet.bench.wire.WireSuite;
import dev.spinet.bindings.bus.BusException;
import dev.spinet.simulator.fuse.VirtualDeviceProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class BusMeterTest {

  @Test
  @Tag("fuse")
  void measuresADevice(@TempDir Path folder) throws Exception {
    try (var server =
        VirtualDeviceProcess.start(folder.toRealPath(), "w5500", List.of(), List.of(), List.of())) {
      String uri = "w5500:" + server.spidev() + "?speed=10MHz";
      var plan = new BenchmarkPlan(Optional.of(uri), true, Optional.empty());
      var result = new WireSuite().run(plan, BenchmarkProgress.NONE);

      var cost = Tree.object(Tree.object(result.data(), "data").get("device"), "device");
      assertEquals(10_000_000, Tree.count(cost, "speedHz", "device"));
      assertTrue(Tree.spread(cost, "submissionMicros", "device").min() > 0, "a call for nothing");
      assertEquals("The bus of this device", result.sections().getLast().title());
    }
  }

  @Test
  void aDeviceThatIsNotThereIsNamed(@TempDir Path folder) {
    var address = new DeviceAddress(folder.resolve("spidev9.9").toString(), 1_000_000);
    assertThrows(BusException.class, () -> BusMeter.measure(address, true, BenchmarkProgress.NONE));
  }

  @ParameterizedTest
  @CsvSource({
    "w5500:/dev/spidev0.0, 33300000",
    "w5500:/dev/spidev0.0?speed=25MHz, 25000000",
    "w5500:/dev/spidev0.0?int=no&speed=33.3mhz&mac=02:00:00:00:00:01, 33300000",
    "w5500:/dev/spidev0.0?speed=500kHz&int=no, 500000",
    "w5500:/dev/spidev0.0?speed=1000000, 1000000",
  })
  void findsTheBus(String uri, int hertz) {
    assertEquals(new DeviceAddress("/dev/spidev0.0", hertz), DeviceAddress.parse(uri));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sim:w5500", "w5500+unix:/tmp/x", "w5500:", "/dev/spidev0.0"})
  void refusesWhatHasNoBusHere(String uri) {
    assertThrows(IllegalArgumentException.class, () -> DeviceAddress.parse(uri));
  }

  @Test
  void theClockIsWhatTheBytesTake() {
    var nothing = Spread.exactly(0);
    assertEquals(8e6, new BusCost(10_000_000, nothing, nothing, Spread.exactly(1)).clockHz());
    assertEquals(10e6, new BusCost(10_000_000, nothing, nothing, nothing).clockHz());
    assertEquals(10e6, new BusCost(10_000_000, nothing, nothing, Spread.exactly(0.1)).clockHz());
  }
}
