/** Benchmarks of the drivers. */
@org.jspecify.annotations.NullMarked
module dev.spinet.bench {
  requires static transitive org.jspecify;
  requires dev.spinet.bindings;
  requires dev.spinet.drivers;
  requires dev.spinet.simulator;
  requires dev.spinet.socket;
  requires java.management;
  requires jmh.core;

  exports dev.spinet.bench;
  exports dev.spinet.bench.compare;
  exports dev.spinet.bench.ledger;
  exports dev.spinet.bench.endtoend;
  exports dev.spinet.bench.jmh;
  exports dev.spinet.bench.nativec;
  exports dev.spinet.bench.process;
  exports dev.spinet.bench.report;
  exports dev.spinet.bench.suite;
  exports dev.spinet.bench.traffic;
}
