/** The {@code spinet} command. */
@org.jspecify.annotations.NullMarked
module dev.spinet.cli {
  requires static transitive org.jspecify;
  requires dev.spinet.bench;
  requires dev.spinet.bindings;
  requires dev.spinet.drivers;
  requires dev.spinet.simulator;
  requires dev.spinet.socket;
  requires info.picocli;
  requires jdk.httpserver;

  // picocli fills in the options.
  opens dev.spinet.cli to
      info.picocli;
  opens dev.spinet.cli.bench to
      info.picocli;
  opens dev.spinet.cli.demo to
      info.picocli;
  opens dev.spinet.cli.option to
      info.picocli;
  opens dev.spinet.cli.resolve to
      info.picocli;
  opens dev.spinet.cli.ping to
      info.picocli;
  opens dev.spinet.cli.get to
      info.picocli;
  opens dev.spinet.cli.nc to
      info.picocli;
  opens dev.spinet.cli.relay to
      info.picocli;
  opens dev.spinet.cli.sim to
      info.picocli;
  opens dev.spinet.cli.sim.espat to
      info.picocli;
  opens dev.spinet.cli.stat to
      info.picocli;
  opens dev.spinet.cli.trace to
      info.picocli;

  uses dev.spinet.socket.driver.DriverProvider;

  provides dev.spinet.socket.driver.DriverProvider with
      dev.spinet.cli.device.SocketW5500Provider;
}
