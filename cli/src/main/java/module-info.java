/** The {@code spinet} command. */
@org.jspecify.annotations.NullMarked
module dev.spinet.cli {
  requires static transitive org.jspecify;
  requires dev.spinet.bindings;
  requires dev.spinet.drivers;
  requires dev.spinet.simulator;
  requires dev.spinet.socket;
  requires info.picocli;
}
