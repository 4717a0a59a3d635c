/** Benchmarks of the drivers. */
@org.jspecify.annotations.NullMarked
module dev.spinet.bench {
  requires static transitive org.jspecify;
  requires dev.spinet.bindings;
  requires transitive dev.spinet.drivers;
  requires dev.spinet.simulator;
  requires dev.spinet.socket;
  requires java.desktop;
  requires java.management;
  requires java.xml;
  requires jmh.core;
  requires org.apache.xmlgraphics.batik.awt.util;
  requires org.apache.xmlgraphics.batik.svggen;
  requires xchart;

  exports dev.spinet.bench.compare;
  exports dev.spinet.bench.device;
  exports dev.spinet.bench.endtoend;
  exports dev.spinet.bench.jmh;
  exports dev.spinet.bench.ledger;
  exports dev.spinet.bench.nativec;
  exports dev.spinet.bench.process;
  exports dev.spinet.bench.report;
  exports dev.spinet.bench.suite;
  exports dev.spinet.bench.traffic;
  exports dev.spinet.bench.uart;
  exports dev.spinet.bench.wire;
  exports dev.spinet.bench;
}
