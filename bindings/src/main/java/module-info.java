/** Layouts generated from the C headers, and the typed Linux device layer over them. */
@org.jspecify.annotations.NullMarked
module dev.spinet.bindings {
  requires static transitive org.jspecify;

  exports dev.spinet.bindings.bus;
}
