package dev.spinet.bench.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bench.device.DeviceBoard;
import dev.spinet.bench.suite.BenchmarkProgress;
import dev.spinet.simulator.fuse.VirtualDeviceProcess;
import dev.spinet.simulator.lan.W5500Lan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndToEndTest {

  private static final int BYTES = 1 << 20;
  private static final int TRIPS = 200;
  private static final int DATAGRAMS = 200;

  /** Two in each third of the run. */
  private static final int CYCLES = 6;

  /** Far less than what one cycle has moved, let alone the four from one third to the other. */
  private static final long HEAP_KIB = 512;

  /** A bus, an interrupt line and the messages of two drivers are several times as much. */
  private static final long NATIVE_KIB = 16;

  /** The collector takes the same objects to other pages, so that this varies; a bound for libc. */
  private static final long RESIDENT_KIB = 32 << 10;

  @Test
  @Tag("fuse")
  @Tag("slow")
  void everythingArrivesAndNothingStays() throws IOException, InterruptedException {
    Findings findings;
    try (var board = TestBoard.start()) {
      findings = EndToEndSuite.run(board, CYCLES, BYTES, TRIPS, DATAGRAMS, BenchmarkProgress.NONE);
    }

    assertEquals(CYCLES, findings.cycles());
    assertEquals(CYCLES + 1, findings.footprints().size());
    var first = findings.footprints().getFirst();
    for (var footprint : findings.footprints()) {
      assertEquals(first.descriptors(), footprint.descriptors(), "a descriptor leaked");
    }
    var growth = findings.growth();
    assertTrue(growth.heapKib() < HEAP_KIB, growth::toString);
    assertTrue(growth.nativeKib().orElseThrow() < NATIVE_KIB, growth::toString);
    assertTrue(growth.residentKib() < RESIDENT_KIB, growth::toString);
    assertTrue(growth.threads() <= 0, growth::toString);
    assertTrue(findings.download().min() > 0);
    assertTrue(findings.roundTrips().micros(50) <= findings.roundTrips().micros(99));
    assertEquals(Cycle.RATES.size(), findings.datagramsDown().size());

    assertEquals(5, new EndToEndSuite().metrics(findings.tree()).size());
    assertEquals(1, EndToEndReport.sections(findings, "a chip", "").size());
  }

  /** The same on a device that a URI names, as on a board; it has no interrupt line. */
  @Test
  @Tag("fuse")
  @Tag("slow")
  void runsOnADevice(@TempDir Path folder) throws Exception {
    try (var devices =
            VirtualDeviceProcess.start(
                folder.toRealPath(), "w5500", List.of(), List.of(), List.of());
        var board = DeviceBoard.of("w5500:" + devices.spidev() + "?mac=02:00:00:00:00:31")) {
      assertEquals(W5500Lan.addresses().gateway().toString(), board.host());

      var findings = EndToEndSuite.run(board, 1, BYTES, 20, 100, BenchmarkProgress.NONE);

      assertEquals(1, findings.cycles());
      assertTrue(findings.upload().min() > 0);
    }
  }

  @Test
  void percentilesAreTimesThatWereMeasured() {
    var latencies = new Latencies(LongStream.rangeClosed(1, 1000).map(i -> i * 1000).toArray());

    assertEquals(500, latencies.micros(50));
    assertEquals(990, latencies.micros(99));
    assertEquals(1000, latencies.micros(100));
    assertEquals(1, latencies.micros(0));
    assertEquals(7, new Latencies(new long[] {7000}).micros(99.9));
  }
}
