package dev.spinet.simulator.w5500;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.bindings.w5500.SocketCommand;
import dev.spinet.bindings.w5500.SocketMode;
import dev.spinet.bindings.w5500.SocketRegister;
import dev.spinet.bindings.w5500.SocketStatus;
import dev.spinet.simulator.clock.VirtualClock;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.MacAddress;
import dev.spinet.simulator.packet.TcpHeader;
import java.time.Duration;

/** A chip on a virtual clock, a host on its SPI pins and another on its cable. */
final class Harness {

  static final MacAddress CHIP_MAC = MacAddress.parse("02:00:00:00:00:01");
  static final Ipv4Address CHIP_IP = Ipv4Address.parse("10.0.0.1");
  static final int CHIP_PORT = 50_000;
  static final int MSS = 1460;

  final VirtualClock clock = new VirtualClock();
  final TestCable cable = new TestCable(clock);
  final ScriptedHost host = new ScriptedHost(cable);
  final W5500Chip chip;
  final SpiMaster spi;

  Harness() {
    this(ChipOptions.DEFAULT);
  }

  Harness(ChipOptions options) {
    chip = new W5500Chip(clock, cable, options);
    spi = new SpiMaster(chip);
  }

  Harness configured() {
    spi.set(CommonRegister.SHAR, CHIP_MAC.value());
    spi.set(CommonRegister.SIPR, CHIP_IP.value());
    spi.set(CommonRegister.SUBR, Ipv4Address.parse("255.255.255.0").value());
    spi.set(CommonRegister.GAR, Ipv4Address.parse("10.0.0.254").value());
    return this;
  }

  void pass(Duration time) {
    clock.advance(time);
  }

  /** Long enough for a frame to the host and the answer, short against every time-out. */
  void settle() {
    pass(Duration.ofMillis(1));
  }

  int status(int socket) {
    return spi.get(socket, SocketRegister.SR);
  }

  int events(int socket) {
    return spi.get(socket, SocketRegister.IR);
  }

  void assertStatus(int expected, int socket) {
    assertEquals(SocketStatus.name(expected), SocketStatus.name(status(socket)));
  }

  void openTcp(int socket) {
    openTcp(socket, SocketMode.TCP | SocketMode.ND);
  }

  void openTcp(int socket, int mode) {
    spi.set(socket, SocketRegister.MR, mode);
    spi.set(socket, SocketRegister.PORT, CHIP_PORT + socket);
    spi.command(socket, SocketCommand.OPEN);
    assertStatus(SocketStatus.INIT, socket);
  }

  void startConnect(int socket) {
    spi.set(socket, SocketRegister.DIPR, ScriptedHost.IP.value());
    spi.set(socket, SocketRegister.DPORT, ScriptedHost.PORT);
    spi.command(socket, SocketCommand.CONNECT);
  }

  /** A connected TCP socket that does not delay acknowledgments; nothing is pending. */
  void connect(int socket) {
    connect(socket, SocketMode.TCP | SocketMode.ND);
  }

  void connect(int socket, int mode) {
    openTcp(socket, mode);
    startConnect(socket);
    settle();
    host.accept(host.take(TcpHeader.SYN), 0x7FFF_FF00, MSS);
    settle();
    host.take(TcpHeader.ACK);
    assertStatus(SocketStatus.ESTABLISHED, socket);
    spi.set(socket, SocketRegister.IR, 0xFF);
  }

  void send(int socket, byte... data) {
    spi.fill(socket, data);
    spi.command(socket, SocketCommand.SEND);
  }

  byte[] receive(int socket) {
    byte[] data = spi.drain(socket);
    spi.command(socket, SocketCommand.RECV);
    return data;
  }

  long count(Diagnostic.Kind kind) {
    return chip.diagnostics().count(kind);
  }
}
