package dev.spinet.bench.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bench.device.DeviceBoard;
import dev.spinet.bench.suite.BenchmarkProgress;
import dev.spinet.bindings.bus.BusCounters;
import dev.spinet.simulator.fuse.VirtualDeviceProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The ledger of a chip behind device files, as on a board. */
@Timeout(120)
class DeviceLedgerTest {

  @Test
  @Tag("fuse")
  @Tag("slow")
  void countsWhatTheLedgerSays(@TempDir Path folder) throws Exception {
    List<DeviceLedger.Count> counts;
    try (var devices =
            VirtualDeviceProcess.start(
                folder.toRealPath(), "w5500", List.of(), List.of(), List.of());
        var board = DeviceBoard.of("w5500:" + devices.spidev() + "?mac=02:00:00:00:00:32")) {
      counts = DeviceLedger.measure(board, BenchmarkProgress.NONE);
    }

    Map<String, BusCounters.Snapshot> costs =
        counts.stream()
            .collect(
                Collectors.toMap(
                    count -> count.operation().id() + " " + count.n(), DeviceLedger.Count::cost));
    assertEquals(3 * 5 + 2 * 4, costs.size());
    assertEquals(new BusCounters.Snapshot(1, 2, 64 + 12), costs.get("tcp-recv-deferred 64"));
    assertEquals(new BusCounters.Snapshot(1, 2, 1460 + 12), costs.get("tcp-recv-deferred 1460"));
    // Nothing tells when the data have come, so that a slow machine may find them later.
    var cold = Objects.requireNonNull(costs.get("tcp-recv-cold 64"));
    assertTrue(cold.messages() >= 2 && cold.bytes() >= 64 + 21, cold::toString);
    var rows = DeviceLedgerReport.section(counts, List.of()).blocks();
    assertEquals(2, rows.size());
    assertEquals(
        3 * counts.size(),
        new LedgerSuite()
            .deviceMetrics(counts.stream().map(DeviceLedger.Count::tree).toList())
            .size());
    assertTrue(counts.stream().allMatch(count -> count.nanos() > 0));
  }
}
