package dev.spinet.bench.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What JMH calls works by itself; its scores are JMH's business. */
class WakeUpTest {

  private static final int TIMES = 50;

  @ParameterizedTest
  @ValueSource(strings = {"platform", "virtual"})
  void eachEdgeBringsOneReturn(String thread) {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          var benchmark = new WakeUpBenchmark();
          benchmark.thread = thread;
          benchmark.open();
          for (int i = 0; i < TIMES; i++) {
            benchmark.settle();
            assertEquals(i, benchmark.fromEdgeToReturn());
          }
          benchmark.close();
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"56", "1016"})
  void theTirelessChipHasDatagrams(String size) throws IOException {
    var benchmark = new DatagramBenchmark();
    benchmark.n = Integer.parseInt(size);
    benchmark.open();
    for (int i = 0; i < TIMES; i++) {
      assertEquals(benchmark.n, benchmark.receiveIntoNativeMemory());
      assertEquals(benchmark.n, benchmark.receiveIntoArray());
      assertEquals(benchmark.n, benchmark.sendFromNativeMemory());
      assertEquals(benchmark.n, benchmark.sendFromArray());
    }
    benchmark.close();
  }
}
