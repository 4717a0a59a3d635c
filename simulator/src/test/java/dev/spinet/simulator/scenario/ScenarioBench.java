package dev.spinet.simulator.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketMode;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.bindings.w5500.SocketStatus;
import dev.spinet.simulator.clock.VirtualClock;
import dev.spinet.simulator.net.LanPort;
import dev.spinet.simulator.net.VirtualLan;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.w5500.SpiMaster;
import dev.spinet.simulator.w5500.W5500Chip;
import java.time.Duration;
import java.util.List;

/**
 * Two chips on a network in virtual time. One has a scenario, the other one is a good peer. What a
 * test prepares does not go through the scenario's wires, so that frames are counted from the test
 * on.
 */
final class ScenarioBench {

  static final Ipv4Address CHIP = Ipv4Address.parse("10.0.2.15");
  static final Ipv4Address PEER = Ipv4Address.parse("10.0.2.16");
  static final int PORT = 7000;

  final VirtualClock clock = new VirtualClock();
  final VirtualLan lan = new VirtualLan(clock, Duration.ofNanos(10_000));
  final LanPort cable = lan.newPort("chip");
  final W5500Chip chip = new W5500Chip(clock, cable);
  final W5500Chip peerChip = new W5500Chip(clock, lan.newPort("peer"));

  /** The chip's own pins, without the scenario's wires. */
  final SpiMaster pins = new SpiMaster(chip);

  final SpiMaster peer = new SpiMaster(peerChip);

  ScenarioBench() {
    configure(pins, CHIP, 1);
    configure(peer, PEER, 2);
  }

  private static void configure(SpiMaster spi, Ipv4Address address, int mac) {
    spi.set(CommonRegister.SHAR, 0x0253_504E_0000L + mac);
    spi.set(CommonRegister.SIPR, address.value());
    spi.set(CommonRegister.SUBR, Ipv4Address.parse("255.255.255.0").value());
  }

  ScenarioRun start(String text) {
    return Scenario.parse(text).start(chip);
  }

  void pass(Duration time) {
    clock.advance(time);
  }

  void settle() {
    pass(Duration.ofMillis(1));
  }

  /** A socket with a protocol on both chips, open on the same port. */
  void open(int socket, int mode) {
    for (var spi : List.of(pins, peer)) {
      spi.set(socket, SocketRegister.MR, mode);
      spi.set(socket, SocketRegister.PORT, PORT + socket);
      spi.command(socket, SocketCommand.OPEN);
    }
  }

  /** A TCP connection between sockets of the same number. */
  void connect(int socket) {
    open(socket, SocketMode.TCP | SocketMode.ND);
    peer.command(socket, SocketCommand.LISTEN);
    aim(pins, socket, PEER);
    pins.command(socket, SocketCommand.CONNECT);
    settle();
    assertEquals(SocketStatus.ESTABLISHED, pins.get(socket, SocketRegister.SR));
    assertEquals(SocketStatus.ESTABLISHED, peer.get(socket, SocketRegister.SR));
    pins.set(socket, SocketRegister.IR, 0xFF);
    peer.set(socket, SocketRegister.IR, 0xFF);
  }

  /** UDP sockets that send to each other and have done so already. */
  void openUdp(int socket) {
    open(socket, SocketMode.UDP);
    aim(pins, socket, PEER);
    aim(peer, socket, CHIP);
    send(pins, socket, 1);
    send(peer, socket, 1);
    settle();
    drain(pins, socket);
    drain(peer, socket);
    pins.set(socket, SocketRegister.IR, 0xFF);
    peer.set(socket, SocketRegister.IR, 0xFF);
  }

  private static void aim(SpiMaster spi, int socket, Ipv4Address to) {
    spi.set(socket, SocketRegister.DIPR, to.value());
    spi.set(socket, SocketRegister.DPORT, PORT + socket);
  }

  static void send(SpiMaster spi, int socket, int length) {
    spi.fill(socket, new byte[length]);
    spi.command(socket, SocketCommand.SEND);
  }

  static int drain(SpiMaster spi, int socket) {
    int length = spi.drain(socket).length;
    spi.command(socket, SocketCommand.RECV);
    return length;
  }

  int received(SpiMaster spi, int socket) {
    return spi.get(socket, SocketRegister.RX_RSR);
  }
}
