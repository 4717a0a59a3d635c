package dev.spinet.drivers.w5500.soak;

import dev.spinet.bindings.bus.InterruptLine;
import dev.spinet.bindings.bus.OutputLine;
import dev.spinet.bindings.bus.SpiBus;
import dev.spinet.drivers.w5500.W5500;
import dev.spinet.drivers.w5500.W5500Options;
import dev.spinet.simulator.bus.SimulatedInterruptLine;
import dev.spinet.simulator.bus.SimulatedResetLine;
import dev.spinet.simulator.bus.SimulatedSpiBus;
import dev.spinet.simulator.bus.SpiSlave;
import dev.spinet.simulator.bus.Wire;
import dev.spinet.simulator.fuse.LinePool;
import dev.spinet.simulator.fuse.SimulatedChip;
import dev.spinet.simulator.fuse.VirtualBoard;
import dev.spinet.simulator.fuse.VirtualDevices;
import dev.spinet.simulator.lan.W5500Lan;
import dev.spinet.simulator.scenario.Scenario;
import dev.spinet.simulator.scenario.ScenarioRun;
import dev.spinet.simulator.unix.ChipPins;
import dev.spinet.simulator.unix.SpiSocketBus;
import dev.spinet.simulator.unix.SpiSocketInterruptLine;
import dev.spinet.simulator.unix.SpiSocketResetLine;
import dev.spinet.simulator.unix.SpiSocketServer;
import dev.spinet.simulator.w5500.W5500Chip;
import dev.spinet.socket.MacAddress;
import java.io.Closeable;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A chip with a scenario, attached in one of the ways there are, and its driver. */
final class Rig implements AutoCloseable {

  /** What stands for this machine on the chip's network. */
  static final String HOST = "10.0.2.2";

  private static final int ATTEMPTS = 40;

  /** How the driver reaches the chip. */
  enum Attachment {
    IN_PROCESS,
    UNIX_SOCKET,
    DEVICE_FILES
  }

  final ScenarioRun run;
  final W5500 driver;

  /** Whether the scenario ends streams before their time. */
  final boolean finishes;

  private final W5500Lan lan;
  private final Attachment attachment;
  private final boolean lines;
  private final Deque<Closeable> behind = new ArrayDeque<>();
  private @Nullable Path path;

  Rig(Attachment attachment, boolean lines, String scenario, Tally tally) throws IOException {
    this.attachment = attachment;
    this.lines = lines;
    finishes = scenario.contains("finish connections");
    lan = new W5500Lan(1, W5500Lan.Reach.HOST);
    behind.push(lan::close);
    var chip = lan.chips().getFirst();
    run = Scenario.parse(scenario).start(chip, lan.gateway());
    run.listen(tally::injected);
    behind.push(run::close);
    try {
      serve(chip);
      driver = open(chip, tally);
    } catch (IOException | RuntimeException e) {
      closeAll();
      throw e;
    }
  }

  private record Attached(SpiSlave spi, Wire interrupt, Wire reset) implements SimulatedChip {
    @Override
    public void close() {}
  }

  private void serve(W5500Chip chip) throws IOException {
    if (attachment == Attachment.IN_PROCESS) {
      return;
    }
    var directory = Files.createTempDirectory("spinet-soak-").toRealPath();
    behind.push(() -> Files.delete(directory));
    var place = directory.resolve("chip");
    path = place;
    if (attachment == Attachment.UNIX_SOCKET) {
      var pins = new ChipPins(run.spi(), chip.interruptWire(), chip.resetWire(), List::of);
      behind.push(SpiSocketServer.open(place, pins, _ -> {})::close);
      return;
    }
    var attached = new Attached(run.spi(), chip.interruptWire(), chip.resetWire());
    behind.push(VirtualDevices.mount(place, List.of(attached), VirtualBoard.defaults())::close);
    if (lines) {
      behind.push(LinePool.open(place, 2)::close);
    }
  }

  /** Tries until the faults let it pass. */
  private W5500 open(W5500Chip chip, Tally tally) throws IOException {
    for (int i = 1; ; i++) {
      try {
        var opened = attach(chip);
        try {
          opened.link(Duration.ofSeconds(10));
          return opened;
        } catch (IOException | RuntimeException e) {
          opened.close();
          throw e;
        }
      } catch (IOException e) {
        tally.error("opening", e);
        if (i == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private W5500 attach(W5500Chip chip) throws IOException {
    SpiBus bus;
    InterruptLine interrupt = null;
    OutputLine reset = null;
    switch (attachment) {
      case IN_PROCESS -> {
        bus = new SimulatedSpiBus(run.spi(), "sim");
        if (lines) {
          interrupt = new SimulatedInterruptLine(chip.interruptWire());
          reset = new SimulatedResetLine(chip.resetWire());
        }
      }
      case UNIX_SOCKET -> {
        bus = SpiSocketBus.connect(place());
        if (lines) {
          interrupt = SpiSocketInterruptLine.connect(place());
          reset = SpiSocketResetLine.connect(place());
        }
      }
      case DEVICE_FILES -> {
        return W5500.open(
            place().resolve("spidev0.0").toString(),
            options -> {
              configure(options);
              if (lines) {
                var gpioChip = place().resolve("gpiochip0").toString();
                options.interrupt(gpioChip, 25).reset(gpioChip, 24);
              }
            });
      }
      default -> throw new AssertionError(attachment);
    }
    return W5500.on(bus, configure(new W5500Options()), interrupt, reset);
  }

  private static W5500Options configure(W5500Options options) {
    return options
        .mac(MacAddress.parse("02:00:00:00:00:15"))
        .address(address("10.0.2.15"), address("255.255.255.0"), address(HOST));
  }

  private Path place() {
    if (path == null) {
      throw new AssertionError("nothing is served");
    }
    return path;
  }

  private static Inet4Address address(String text) {
    return (Inet4Address) InetAddress.ofLiteral(text);
  }

  /** Where on this machine a TCP port of the chip is found. */
  InetSocketAddress forward(int port) throws IOException {
    var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return lan.gateway().forwardTcp(loopback, W5500Lan.address(0), port).address();
  }

  /** Lets the chip and its network alone from now on. */
  void endFaults() {
    run.close();
  }

  @Override
  public void close() throws IOException {
    try {
      driver.close();
    } finally {
      closeAll();
    }
  }

  private void closeAll() throws IOException {
    for (var each : behind) {
      each.close();
    }
  }
}
