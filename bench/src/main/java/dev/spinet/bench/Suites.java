package dev.spinet.bench;

import dev.spinet.bench.endtoend.EndToEndSuite;
import dev.spinet.bench.jmh.JmhSuite;
import dev.spinet.bench.ledger.LedgerSuite;
import dev.spinet.bench.nativec.NativeSuite;
import dev.spinet.bench.suite.BenchmarkSuite;
import dev.spinet.bench.uart.UartSuite;
import dev.spinet.bench.wire.WireSuite;
import java.util.List;

/** The parts of the benchmark. */
public final class Suites {

  private Suites() {}

  /**
   * All parts.
   *
   * @return new ones, in the order in which they run
   */
  public static List<BenchmarkSuite> all() {
    return List.of(
        new LedgerSuite(),
        new WireSuite(),
        new UartSuite(),
        new JmhSuite(),
        new NativeSuite(),
        new EndToEndSuite());
  }
}
