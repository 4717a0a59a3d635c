package dev.spinet.cli.sim;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.cli.device.PacedSpiSlave;
import dev.spinet.cli.terminal.Terminal;
import dev.spinet.cli.terminal.Units;
import dev.spinet.simulator.bus.ObservedSpiSlave;
import dev.spinet.simulator.bus.SpiSlave;
import dev.spinet.simulator.bus.Wire;
import dev.spinet.simulator.fuse.ChipFactory;
import dev.spinet.simulator.fuse.SimulatedChip;
import dev.spinet.simulator.fuse.VirtualBoard;
import dev.spinet.simulator.fuse.VirtualDevices;
import dev.spinet.simulator.fuse.W5500Factory;
import dev.spinet.simulator.scenario.Scenario;
import dev.spinet.simulator.trace.BusTrace;
import dev.spinet.simulator.unix.ChipPins;
import dev.spinet.simulator.unix.SharedSpi;
import dev.spinet.simulator.unix.SharedWire;
import dev.spinet.simulator.unix.SpiSocketServer;
import dev.spinet.simulator.w5500.Diagnostic;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A simulated W5500 with the attachments that a user asked for. */
final class Simulation implements AutoCloseable {

  /** How long a client of the socket waits for a program that keeps the chip selected. */
  private static final Duration TURN = Duration.ofSeconds(5);

  private final Closing closing = new Closing();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final PrintStream out;
  private final PrintStream err;
  private final List<String> reach = new ArrayList<>();
  private boolean started;
  private boolean closed;

  /**
   * What a user asked for.
   *
   * @param unix path of the socket
   * @param mount directory of the device files
   * @param traceFile file of the trace
   * @param traceToOutput whether the trace goes to standard output
   * @param hertz clock of the bus; 0 for as fast as it goes
   * @param faults what is to go wrong
   */
  record Plan(
      @Nullable Path unix,
      @Nullable Path mount,
      @Nullable Path traceFile,
      boolean traceToOutput,
      long hertz,
      Scenario faults) {}

  private Simulation(Terminal terminal) {
    this.out = terminal.out();
    this.err = terminal.err();
  }

  /**
   * Starts the chip and says how to reach it.
   *
   * @param plan what is asked for
   * @param terminal where to say it
   * @return the simulation, which the caller closes
   * @throws IOException if an attachment cannot be had; nothing is left behind then
   */
  static Simulation start(Plan plan, Terminal terminal) throws IOException {
    var simulation = new Simulation(terminal);
    try {
      simulation.build(plan);
      return simulation;
    } catch (IOException | RuntimeException e) {
      simulation.closing.close();
      throw e;
    }
  }

  private void build(Plan plan) throws IOException {
    var chip = new W5500Factory().create();
    closing.atEnd(chip::close);
    var complaints = new Complaints(err);
    closing.atEnd(complaints::close);
    chip.chip().diagnostics().listen(complaints);

    SpiSlave pins = pins(plan, chip);
    Consumer<String> trace = trace(plan);
    if (trace != null) {
      pins = new ObservedSpiSlave(pins, new BusTrace(trace, chip.clock()::nanoTime));
    }
    if (plan.hertz() != 0) {
      pins = new PacedSpiSlave(pins, plan.hertz());
    }
    var spi = new SharedSpi(pins);
    var reset = new SharedWire(chip.reset());
    closing.atEnd(() -> summarize(chip, spi, complaints));

    reach.add("A simulated W5500. How to reach it:");
    if (plan.unix() != null || plan.mount() == null) {
      serve(plan.unix() == null ? temporaryPath() : plan.unix(), chip, spi, reset);
    }
    if (plan.mount() != null) {
      mount(plan.mount(), new Attachment(spi.master(), chip.interrupt(), reset.newDriver()));
    }
    reach.add("  network   10.0.2.0/24 with DHCP; the gateway 10.0.2.2 is this machine");
    reach.add("Ctrl-C ends it.");
    // All or nothing: until here it may still fail.
    started = true;
    reach.forEach(out::println);
    out.flush();
  }

  /** The chip's own pins, or those that a scenario has got at. */
  private SpiSlave pins(Plan plan, W5500Factory.Networked chip) {
    if (plan.faults().rules().isEmpty()) {
      return chip.chip();
    }
    var injections = new Injections(err);
    closing.atEnd(injections::close);
    var run = plan.faults().start(chip.chip(), chip.network(), injections);
    closing.atEnd(() -> {
      run.close();
      if (started) {
        out.println("%s faults were injected".formatted(Units.count(run.count())));
        out.flush();
      }
    });
    return run.spi();
  }

  private @Nullable Consumer<String> trace(Plan plan) throws IOException {
    if (plan.traceFile() != null) {
      var output = TraceOutput.to(plan.traceFile(), err);
      closing.atEnd(output::close);
      return output;
    }
    return plan.traceToOutput() ? out::println : null;
  }

  private Path temporaryPath() throws IOException {
    // Only this user can enter it.
    var directory = Files.createTempDirectory("spinet-");
    closing.atEnd(() -> Files.deleteIfExists(directory));
    return directory.resolve("w5500");
  }

  private void serve(Path path, W5500Factory.Networked chip, SharedSpi spi, SharedWire reset)
      throws IOException {
    var pins =
        new ChipPins(
            spi.master(TURN),
            chip.interrupt(),
            reset.newDriver(),
            () -> chip.chip().diagnostics().all().stream().map(Diagnostic::toString).toList());
    var server = SpiSocketServer.open(path, pins, err::println);
    closing.atEnd(server::close);
    reach.add("  SPI       " + server.path());
    reach.add("            a length of 32 bits, high byte first, and as many MOSI bytes;");
    reach.add("            as many MISO bytes come back");
    reach.add("  control   " + server.controlPath());
    reach.add("            lines: int, watch, unwatch, reset assert, reset release, diagnostics");
  }

  private void mount(Path directory, SimulatedChip attachment) throws IOException {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new BusException(
          directory.toString(),
          "cannot mount on %s: it is not a directory".formatted(directory),
          0);
    }
    var board = VirtualBoard.defaults();
    var devices =
        VirtualDevices.mount(
            directory,
            new ChipFactory() {
              @Override
              public String name() {
                return "w5500";
              }

              @Override
              public SimulatedChip create() {
                return attachment;
              }
            },
            board);
    closing.atEnd(devices::close);
    Thread.ofPlatform().daemon().name("spinet-mount").start(() -> awaitUnmount(devices));
    reach.add("  spidev    " + devices.spidevPath());
    reach.add("  gpiochip  " + devices.gpioChipPath());
    reach.add(
        "            line %d is INTn, line %d is RSTn"
            .formatted(board.interruptLine(), board.resetLine()));
  }

  private void awaitUnmount(VirtualDevices devices) {
    try {
      devices.awaitEnd();
      ended.countDown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void summarize(W5500Factory.Networked chip, SharedSpi spi, Complaints complaints) {
    if (!started) {
      return;
    }
    var bus = spi.counters().snapshot();
    var network = chip.network().counters();
    out.println(
        "%s frames, %s bytes on the bus; %s uses of the chip were wrong"
            .formatted(
                Units.count(bus.frames()),
                Units.count(bus.bytes()),
                Units.count(complaints.count())));
    out.println(
        "%s connections; %s to hosts, %s from hosts"
            .formatted(
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

  /** The chip as one of its attachments has it: the attachment does not end it. */
  private record Attachment(SpiSlave spi, Wire interrupt, Wire reset) implements SimulatedChip {
    @Override
    public void close() {}
  }
}
