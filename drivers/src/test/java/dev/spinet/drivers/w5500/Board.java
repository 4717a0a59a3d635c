package dev.spinet.drivers.w5500;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.spinet.bindings.bus.BusCounters;
import dev.spinet.bindings.bus.InterruptLine;
import dev.spinet.bindings.bus.SpiBus;
import dev.spinet.simulator.bus.SimulatedInterruptLine;
import dev.spinet.simulator.bus.SimulatedResetLine;
import dev.spinet.simulator.bus.SimulatedSpiBus;
import dev.spinet.simulator.bus.SpiSlave;
import dev.spinet.simulator.clock.RealTimeClock;
import dev.spinet.simulator.net.LanPort;
import dev.spinet.simulator.net.VirtualLan;
import dev.spinet.simulator.net.gateway.UserNetwork;
import dev.spinet.simulator.net.gateway.UserNetworkConfig;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.w5500.ChipOptions;
import dev.spinet.simulator.w5500.Diagnostic;
import dev.spinet.simulator.w5500.W5500Chip;
import dev.spinet.socket.MacAddress;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A simulated chip on a network of its own, behind which are this machine's loopback servers. */
final class Board implements AutoCloseable {

  static final long SECONDS_10 = TimeUnit.SECONDS.toNanos(10);

  /** What stands for this machine on the simulated network. */
  static final Inet4Address HOST = address("10.0.2.2");

  /** Nobody has this address. */
  static final Inet4Address NOBODY = address("10.0.2.77");

  final RealTimeClock clock = new RealTimeClock();
  final VirtualLan lan = new VirtualLan(clock);
  final UserNetwork network;
  final LanPort cable;
  final W5500Chip chip;

  /** The chip's end of the bus, for the driver and for tests that look past it. */
  final SharedChip spi;

  final SpiBus bus;
  final W5500 driver;

  private final EnumSet<Diagnostic.Kind> tolerated = EnumSet.noneOf(Diagnostic.Kind.class);

  private Board(Builder builder) throws IOException {
    network = new UserNetwork(lan, clock, builder.network);
    cable = lan.newPort("chip");
    chip = new W5500Chip(clock, cable, builder.chipOptions);
    spi = new SharedChip(chip);
    bus = builder.bus.apply(new SimulatedSpiBus(builder.wires.apply(spi), "sim", builder.limits));
    driver =
        W5500.on(
            bus,
            builder.options,
            builder.interrupt
                ? builder.line.apply(new SimulatedInterruptLine(chip.interruptWire()))
                : null,
            builder.reset ? new SimulatedResetLine(chip.resetWire()) : null);
    // The driver asks until the chip has started, which the chip takes for impatience.
    assertEquals(
        chip.diagnostics().all().size(), chip.diagnostics().count(Diagnostic.Kind.NOT_READY));
    chip.diagnostics().clear();
    if (builder.linked) {
      driver.link();
    }
  }

  static Builder builder() {
    return new Builder();
  }

  static Inet4Address address(String text) {
    try {
      return (Inet4Address) InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Connects to a server on this machine. */
  StreamEndpoint connect(int port) throws IOException {
    var endpoint = driver.openStream();
    assertEquals(true, endpoint.connect(HOST, port, SECONDS_10));
    return endpoint;
  }

  /** Where on this machine a port of the chip can be reached, as long as the board exists. */
  InetSocketAddress forward(int port) throws IOException {
    var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return network.forwardTcp(loopback, Ipv4Address.parse("10.0.2.15"), port).address();
  }

  BusCounters.Snapshot count() {
    return bus.counters().snapshot();
  }

  /** Lets the chip give up within a fraction of a second: RTR is 10 ms, RCR 3. */
  void shortenRetries() throws IOException {
    driver.setRetries(100, 3);
  }

  /** Lets the driver do something wrong, because a test leaves it no choice. */
  void tolerate(Diagnostic.Kind kind) {
    tolerated.add(kind);
  }

  /** Closes the driver and fails if the driver has used the chip in a wrong way. */
  @Override
  public void close() throws IOException {
    try {
      driver.close();
      assertEquals(
          List.of(),
          chip.diagnostics().all().stream()
              .filter(diagnostic -> !tolerated.contains(diagnostic.kind()))
              .toList());
    } finally {
      abandon();
    }
  }

  /** Closes everything, whatever the driver has done. */
  void abandon() throws IOException {
    driver.close();
    network.close();
    clock.close();
  }

  static final class Builder {
    private final W5500Options options =
        new W5500Options().mac(MacAddress.parse("02:00:00:00:00:15"));
    private UserNetworkConfig network = UserNetworkConfig.DEFAULT;
    private boolean addressed = true;
    private ChipOptions chipOptions = ChipOptions.DEFAULT;
    private SimulatedSpiBus.Limits limits = SimulatedSpiBus.Limits.SPIDEV;
    private UnaryOperator<SpiSlave> wires = UnaryOperator.identity();
    private UnaryOperator<SpiBus> bus = UnaryOperator.identity();
    private UnaryOperator<InterruptLine> line = UnaryOperator.identity();
    private boolean interrupt = true;
    private boolean reset = true;
    private boolean linked = true;

    Builder options(Consumer<W5500Options> change) {
      change.accept(options);
      return this;
    }

    Builder network(UserNetworkConfig chosen) {
      network = chosen;
      return this;
    }

    /** No static address, and no link yet. */
    Builder dhcp() {
      addressed = false;
      linked = false;
      return this;
    }

    Builder chip(ChipOptions chosen) {
      chipOptions = chosen;
      return this;
    }

    Builder limits(SimulatedSpiBus.Limits chosen) {
      limits = chosen;
      return this;
    }

    Builder wires(UnaryOperator<SpiSlave> chosen) {
      wires = chosen;
      return this;
    }

    Builder bus(UnaryOperator<SpiBus> chosen) {
      bus = chosen;
      return this;
    }

    Builder line(UnaryOperator<InterruptLine> chosen) {
      line = chosen;
      return this;
    }

    Builder interrupt(boolean wired) {
      interrupt = wired;
      return this;
    }

    Builder reset(boolean wired) {
      reset = wired;
      return this;
    }

    Builder linked(boolean up) {
      linked = up;
      return this;
    }

    Board build() throws IOException {
      if (addressed && options.linkInfo() == null) {
        options.address(address("10.0.2.15"), address("255.255.255.0"), address("10.0.2.2"));
      }
      return new Board(this);
    }
  }
}
