package dev.spinet.bench.ledger;

import dev.spinet.bench.traffic.BusSequence;
import dev.spinet.bindings.bus.BusCounters;
import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.ControlByte;
import dev.spinet.bindings.w5500.FrameHeader;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.drivers.w5500.W5500;
import dev.spinet.drivers.w5500.W5500Options;
import dev.spinet.simulator.bus.SimulatedInterruptLine;
import dev.spinet.simulator.bus.SimulatedSpiBus;
import dev.spinet.simulator.net.VirtualLan;
import dev.spinet.simulator.w5500.ChipOptions;
import dev.spinet.simulator.w5500.W5500Chip;
import dev.spinet.socket.MacAddress;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.time.Duration;

/** A simulated chip with its driver, and its cable in the network. */
final class Station implements AutoCloseable {

  private static final Inet4Address MASK = Inet4Address.ofLiteral("255.255.255.0");
  private static final Inet4Address NO_GATEWAY = Inet4Address.ofLiteral("0.0.0.0");

  /** Nothing in the chip takes time, see {@link Wires}. */
  private static final ChipOptions CHIP =
      ChipOptions.DEFAULT.withStartup(Duration.ZERO).withTimeWait(Duration.ZERO);

  private final String address;
  private final Wires wires;
  private final W5500Chip chip;
  private final RecordedChip pins;
  private final W5500 driver;

  /**
   * Starts a chip.
   *
   * @param number number of the station in the network, from 1
   * @param limits what its bus takes in one submission
   */
  Station(
      Wires wires,
      VirtualLan lan,
      int number,
      W5500Options options,
      boolean interruptLine,
      SimulatedSpiBus.Limits limits)
      throws IOException {
    this.wires = wires;
    address = "192.168.55." + number;
    options
        .mac(MacAddress.parse("02:53:50:4e:00:0" + number))
        .healthCheck(Duration.ZERO)
        .address(Inet4Address.ofLiteral(address), MASK, NO_GATEWAY);
    chip = new W5500Chip(wires.clock(), lan.newPort("station " + number), CHIP);
    pins = new RecordedChip(chip, wires);
    driver =
        W5500.on(
            new SimulatedSpiBus(pins, "station " + number, limits),
            options,
            interruptLine ? new SimulatedInterruptLine(chip.interruptWire()) : null,
            null);
    driver.link(Duration.ofSeconds(10));
  }

  String address() {
    return address;
  }

  W5500 driver() {
    return driver;
  }

  /** What the driver itself has counted. */
  BusCounters.Snapshot counters() {
    return driver.statistics().bus();
  }

  /** From now on what goes over the bus is written down. */
  void startRecording() {
    pins.start();
  }

  /** What was written down. */
  BusSequence recorded() {
    return pins.sequence();
  }

  /** Reads a register past the driver, which is neither counted nor written down. */
  int peek(int socket, SocketRegister register) {
    int length = FrameHeader.SIZE + register.size();
    try (var arena = Arena.ofConfined()) {
      var bytes = arena.allocate(length);
      FrameHeader.write(
          bytes, 0, register.address(), ControlByte.read(Block.socketRegister(socket)));
      wires.beginFrame();
      try {
        chip.select();
        chip.exchange(bytes, 0, bytes, 0, length);
        chip.deselect();
      } finally {
        wires.endFrame();
      }
      int value = 0;
      for (int i = FrameHeader.SIZE; i < length; i++) {
        value = value << Byte.SIZE | Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, i));
      }
      return value;
    }
  }

  @Override
  public void close() throws IOException {
    driver.close();
  }
}
