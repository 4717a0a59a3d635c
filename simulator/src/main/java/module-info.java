/** Models of network chips, and a network for them to live in. */
@org.jspecify.annotations.NullMarked
module dev.spinet.simulator {
  requires static transitive org.jspecify;
  requires transitive dev.spinet.bindings;

  exports dev.spinet.simulator.bus;
  exports dev.spinet.simulator.clock;
  exports dev.spinet.simulator.device;
  exports dev.spinet.simulator.espat;
  exports dev.spinet.simulator.fuse;
  exports dev.spinet.simulator.fuse.gpio;
  exports dev.spinet.simulator.fuse.session;
  exports dev.spinet.simulator.fuse.spi;
  exports dev.spinet.simulator.lan;
  exports dev.spinet.simulator.net;
  exports dev.spinet.simulator.net.gateway;
  exports dev.spinet.simulator.packet;
  exports dev.spinet.simulator.scenario;
  exports dev.spinet.simulator.trace;
  exports dev.spinet.simulator.unix;
  exports dev.spinet.simulator.w5500;

  uses dev.spinet.simulator.fuse.ChipFactory;

  provides dev.spinet.bindings.bus.SerialWiringProvider with
      dev.spinet.simulator.device.SimulatedEspAt;
  provides dev.spinet.bindings.bus.SpiWiringProvider with
      dev.spinet.simulator.device.SimulatedW5500;
  provides dev.spinet.simulator.fuse.ChipFactory with
      dev.spinet.simulator.fuse.W5500Factory;
}
