package dev.spinet.cli.sim;

import dev.spinet.cli.terminal.Terminal;
import dev.spinet.cli.terminal.Units;
import dev.spinet.simulator.bus.SpiSlave;
import dev.spinet.simulator.fuse.VirtualBoard;
import dev.spinet.simulator.fuse.VirtualDevices;
import dev.spinet.simulator.lan.W5500Lan;
import dev.spinet.simulator.scenario.Injection;
import dev.spinet.simulator.unix.SpiSocketServer;
import dev.spinet.simulator.w5500.W5500Chip;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Simulated W5500 chips with the attachments that a user asked for. */
final class Simulation implements AutoCloseable {

  private final Closing closing = new Closing();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Plan plan;
  private final Terminal terminal;
  private final PrintStream out;
  private final PrintStream err;
  private final List<Station> stations = new ArrayList<>();
  private final List<Path> temporary = new ArrayList<>();
  private boolean started;
  private boolean closed;

  private Simulation(Plan plan, Terminal terminal) {
    this.plan = plan;
    this.terminal = terminal;
    this.out = terminal.out();
    this.err = terminal.err();
  }

  /**
   * Starts the chips and says how to reach them.
   *
   * @param plan what is asked for
   * @param terminal where to say it
   * @return the simulation, which the caller closes
   * @throws IOException if an attachment cannot be had; nothing is left behind then
   */
  static Simulation start(Plan plan, Terminal terminal) throws IOException {
    var simulation = new Simulation(plan, terminal);
    try {
      simulation.build();
      return simulation;
    } catch (IOException | RuntimeException e) {
      simulation.closing.close();
      throw e;
    }
  }

  private void build() throws IOException {
    var lan = new W5500Lan(plan.chips(), plan.reach());
    closing.atEnd(lan::close);
    var complaints = new Complaints(err);
    closing.atEnd(complaints::close);
    var traces = Traces.open(plan, lan, terminal);
    closing.atEnd(traces::close);
    var injections = new Injections(err);
    closing.atEnd(injections::close);
    for (int number = 0; number < plan.chips(); number++) {
      var chip = lan.chips().get(number);
      String who = plan.chips() == 1 ? "" : "chip " + number + ": ";
      chip.diagnostics().listen(complaints.of(who));
      var pins = pins(chip, lan, injections.of(who));
      stations.add(Station.of(chip, pins, number, plan, traces));
    }
    closing.atEnd(() -> summarize(injections));
    closing.atEnd(() -> summarize(lan, complaints));

    var forwards = new ArrayList<String>();
    for (var forward : plan.forwards()) {
      forwards.add(forward.describe(forward.open(lan.gateway())));
    }
    boolean makesMount = plan.mount() != null && Files.notExists(plan.mount());
    var servers = serve();
    var devices = mount();
    guard(servers, makesMount);
    // All or nothing: until here it may still fail.
    started = true;
    new Directions(out, plan, servers, devices, forwards).print();
    out.flush();
  }

  /** The chip's own pins, or those that a scenario has got at. */
  private SpiSlave pins(W5500Chip chip, W5500Lan lan, Consumer<Injection> listener) {
    if (plan.faults().rules().isEmpty()) {
      return chip;
    }
    var run = plan.faults().start(chip, lan.gateway(), listener);
    closing.atEnd(run::close);
    return run.spi();
  }

  private void summarize(Injections injections) {
    if (started && !plan.faults().rules().isEmpty()) {
      out.println("%s faults were injected".formatted(Units.count(injections.count())));
      out.flush();
    }
  }

  private List<SpiSocketServer> serve() throws IOException {
    var servers = new ArrayList<SpiSocketServer>();
    if (plan.unix() == null && plan.mount() != null) {
      return servers;
    }
    var path = plan.unix() == null ? temporaryPath() : plan.unix();
    for (int number = 0; number < stations.size(); number++) {
      var own =
          stations.size() == 1 ? path : path.resolveSibling(path.getFileName() + "." + number);
      var server = SpiSocketServer.open(own, stations.get(number).forSocket(), err::println);
      closing.atEnd(server::close);
      servers.add(server);
    }
    return servers;
  }

  private void guard(List<SpiSocketServer> servers, boolean makesMount) throws IOException {
    var sockets =
        servers.stream().flatMap(each -> Stream.of(each.path(), each.controlPath())).toList();
    var directories = new ArrayList<>(temporary);
    if (plan.mount() != null && makesMount) {
      directories.add(plan.mount());
    }
    var guard = LeftoverGuard.watch(sockets, directories);
    // Dismissed when all the rest is closed.
    closing.atVeryEnd(guard::close);
  }

  private Path temporaryPath() throws IOException {
    // Only this user can enter it.
    var directory = Files.createTempDirectory("spinet-");
    temporary.add(directory);
    closing.atEnd(() -> Files.deleteIfExists(directory));
    return directory.resolve("w5500");
  }

  private Optional<VirtualDevices> mount() throws IOException {
    if (plan.mount() == null) {
      return Optional.empty();
    }
    var chips = stations.stream().map(Station::forDevices).toList();
    var devices = VirtualDevices.mount(plan.mount(), chips, VirtualBoard.defaults());
    closing.atEnd(devices::close);
    Thread.ofPlatform().daemon().name("spinet-mount").start(() -> awaitUnmount(devices));
    return Optional.of(devices);
  }

  private void awaitUnmount(VirtualDevices devices) {
    try {
      // A signal unmounts too, and that is nothing to report.
      if (devices.awaitEnd()) {
        ended.countDown();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void summarize(W5500Lan lan, Complaints complaints) {
    if (!started) {
      return;
    }
    long frames = 0;
    long bytes = 0;
    for (var station : stations) {
      var bus = station.spi().counters().snapshot();
      frames += bus.frames();
      bytes += bus.bytes();
    }
    out.println(
        "%s frames, %s bytes on the bus; %s uses of the chip were wrong"
            .formatted(Units.count(frames), Units.count(bytes), Units.count(complaints.count())));
    var network = lan.gateway().counters();
    out.println(
        "%s Ethernet frames; %s connections of the gateway; %s to hosts, %s from hosts"
            .formatted(
                Units.count(lan.lan().counters().transmitted()),
                Units.count(network.flowsOpened()),
                Units.bytes(network.bytesToHosts()),
                Units.bytes(network.bytesFromHosts())));
    out.flush();
  }

  /**
   * Waits until somebody else unmounts the device files; for ever if there are none.
   *
   * @throws InterruptedException if this thread is interrupted
   */
  void awaitEnd() throws InterruptedException {
    ended.await();
    err.println("spinet: the directory of the device files was unmounted");
  }

  /** Ends everything and says what there was. Closing twice has no effect. */
  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      closing.close();
    }
  }
}
