package dev.spinet.bench.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bench.suite.BenchmarkProgress;
import java.io.IOException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class EndToEndTest {

  private static final int BYTES = 1 << 20;
  private static final int TRIPS = 200;
  private static final int DATAGRAMS = 200;

  /** Far less than what one cycle has moved, let alone three. */
  private static final long GROWTH_KIB = 512;

  @Test
  @Tag("fuse")
  @Tag("slow")
  void everythingArrivesAndNothingStays() throws IOException, InterruptedException {
    var findings = EndToEndSuite.run(3, BYTES, TRIPS, DATAGRAMS, BenchmarkProgress.NONE);

    assertEquals(3, findings.cycles());
    assertEquals(4, findings.footprints().size());
    var first = findings.footprints().getFirst();
    for (var footprint : findings.footprints()) {
      assertEquals(first.descriptors(), footprint.descriptors(), "a descriptor leaked");
    }
    long growth = findings.footprints().getLast().heapKib() - first.heapKib();
    assertTrue(growth < GROWTH_KIB, "the heap has grown by " + growth + " KiB");
    assertTrue(findings.download().min() > 0);
    assertTrue(findings.roundTrips().micros(50) <= findings.roundTrips().micros(99));
    assertEquals(Cycle.RATES.size(), findings.datagramsDown().size());

    assertEquals(5, new EndToEndSuite().metrics(findings.tree()).size());
    assertEquals(1, EndToEndReport.sections(findings).size());
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
