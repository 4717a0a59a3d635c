/** Layouts generated from the C headers, and the typed Linux device layer over them. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("module") // The simulator is built after this module.
module dev.spinet.bindings {
  requires static transitive org.jspecify;

  exports dev.spinet.bindings.bus;
  exports dev.spinet.bindings.espat;
  exports dev.spinet.bindings.linux;
  exports dev.spinet.bindings.gen.linux to
      dev.spinet.simulator;
  exports dev.spinet.bindings.linux.sys to
      dev.spinet.simulator;
  exports dev.spinet.bindings.w5500;
}
