package dev.spinet.simulator.espat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.spinet.bindings.espat.LinkLimits;
import dev.spinet.simulator.clock.VirtualClock;
import dev.spinet.simulator.espat.stack.InterfaceAddress;
import dev.spinet.simulator.espat.stack.StationStack;
import dev.spinet.simulator.net.EthernetPort;
import dev.spinet.simulator.net.VirtualLan;
import dev.spinet.simulator.net.gateway.UserNetwork;
import dev.spinet.simulator.net.gateway.UserNetworkConfig;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.simulator.packet.MacAddress;
import java.io.IOException;
import java.time.Duration;

/**
 * A module with a terminal on its serial line, an access point, and behind it a network with a
 * gateway and a PC, all on one clock that tests move.
 */
final class ModuleBench implements AutoCloseable {
  static final String SSID = "espressif";
  static final String PASSWORD = "1234567890";
  static final Ipv4Address PC = Ipv4Address.parse("192.168.3.102");
  static final Ipv4Address GATEWAY = Ipv4Address.parse("192.168.3.1");
  static final Ipv4Address NETMASK = Ipv4Address.parse("255.255.255.0");

  private final VirtualClock clock = new VirtualClock();
  private final VirtualLan lan = new VirtualLan(clock, Duration.ofNanos(50_000));
  private final Radio radio = new Radio();
  private final AccessPoint accessPoint = AccessPoint.of(SSID, PASSWORD);
  private final UserNetwork gateway;
  private final EspAtModule module;
  private final Terminal terminal;
  private final StationStack pc;

  ModuleBench(EspAtOptions options) {
    try {
      gateway = new UserNetwork(lan, clock, config());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    radio.add(accessPoint, lan);
    module = new EspAtModule(clock, radio, options);
    terminal =
        new Terminal(clock, new SimulatedSerialLink(module, "module", options.baud(), false));
    pc = new StationStack(clock, MacAddress.parse("02:00:00:00:00:66"), LinkLimits.TCP_WINDOW, 7);
    var port = lan.newPort("pc");
    pc.setPort(port);
    pc.setAddress(new InterfaceAddress(PC, NETMASK, GATEWAY));
    port.attach(
        new EthernetPort.Station() {
          @Override
          public void receive(byte[] frame) {
            pc.receive(frame);
          }

          @Override
          public void linkChanged(boolean up) {
            // The cable stays in.
          }
        });
  }

  private static UserNetworkConfig config() {
    var plain = UserNetworkConfig.DEFAULT;
    return new UserNetworkConfig(
        GATEWAY,
        24,
        plain.gatewayMac(),
        Ipv4Address.parse("192.168.3.2"),
        plain.policy(),
        plain.resolvers(),
        plain.maximumFlows(),
        plain.bufferBytes(),
        plain.connectTimeout(),
        plain.idle(),
        plain.lease(),
        1);
  }

  /** A module that has started, without echo. */
  static ModuleBench started(EspAtOptions options) {
    var bench = new ModuleBench(options);
    bench.terminal.listen(options.timing().boot().plusMillis(20));
    assertEquals("\r\nready\r\n", bench.terminal.heard());
    assertEquals("ATE0\r\n\r\nOK\r\n", bench.terminal.ask("ATE0"));
    return bench;
  }

  /** A module that has joined the access point and has a fixed address. */
  static ModuleBench joined(EspAtOptions options) {
    var bench = started(options);
    bench.terminal.expectOk(
        "AT+CWMODE=1", "AT+CIPSTA=\"192.168.3.112\",\"192.168.3.1\",\"255.255.255.0\"");
    assertEquals(
        "WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n",
        bench.terminal.ask("AT+CWJAP=\"espressif\",\"1234567890\"", Duration.ofSeconds(1)));
    return bench;
  }

  VirtualClock clock() {
    return clock;
  }

  Radio radio() {
    return radio;
  }

  VirtualLan lan() {
    return lan;
  }

  AccessPoint accessPoint() {
    return accessPoint;
  }

  UserNetwork gateway() {
    return gateway;
  }

  EspAtModule module() {
    return module;
  }

  Terminal terminal() {
    return terminal;
  }

  StationStack pc() {
    return pc;
  }

  @Override
  public void close() {
    terminal.close();
    module.close();
    gateway.close();
  }
}
