/** Drivers of network chips. */
@org.jspecify.annotations.NullMarked
module dev.spinet.drivers {
  requires static transitive org.jspecify;
  requires transitive dev.spinet.bindings;
  requires transitive dev.spinet.socket;
}
