/** Drivers of network chips. */
@org.jspecify.annotations.NullMarked
module dev.spinet.drivers {
  requires jdk.jfr;
  requires static transitive org.jspecify;
  requires transitive dev.spinet.bindings;
  requires transitive dev.spinet.socket;

  exports dev.spinet.drivers.esp32;
  exports dev.spinet.drivers.monitor;
  exports dev.spinet.drivers.w5500;

  uses dev.spinet.bindings.bus.SpiWiringProvider;

  provides dev.spinet.socket.driver.DriverProvider with
      dev.spinet.drivers.esp32.Esp32Provider,
      dev.spinet.drivers.w5500.SimulatedW5500Provider,
      dev.spinet.drivers.w5500.W5500Provider;
}
