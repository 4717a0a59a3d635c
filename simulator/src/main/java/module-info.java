/** Models of network chips, and a network for them to live in. */
@org.jspecify.annotations.NullMarked
module dev.spinet.simulator {
  requires static transitive org.jspecify;
  requires transitive dev.spinet.bindings;

  exports dev.spinet.simulator.bus;
  exports dev.spinet.simulator.clock;
  exports dev.spinet.simulator.net.gateway;
  exports dev.spinet.simulator.net;
  exports dev.spinet.simulator.packet;
  exports dev.spinet.simulator.w5500;
}
