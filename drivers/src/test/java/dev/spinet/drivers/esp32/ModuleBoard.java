package dev.spinet.drivers.esp32;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.spinet.bindings.bus.ByteLink;
import dev.spinet.bindings.espat.UartLimits;
import dev.spinet.bindings.linux.SerialConfig;
import dev.spinet.bindings.linux.SerialPort;
import dev.spinet.simulator.clock.RealTimeClock;
import dev.spinet.simulator.espat.AccessPoint;
import dev.spinet.simulator.espat.EspAtModule;
import dev.spinet.simulator.espat.EspAtOptions;
import dev.spinet.simulator.espat.EspAtPty;
import dev.spinet.simulator.espat.FirmwareProfile;
import dev.spinet.simulator.espat.ModuleTiming;
import dev.spinet.simulator.espat.Radio;
import dev.spinet.simulator.espat.SimulatedSerialLink;
import dev.spinet.simulator.net.VirtualLan;
import dev.spinet.simulator.net.gateway.UserNetwork;
import dev.spinet.simulator.net.gateway.UserNetworkConfig;
import dev.spinet.simulator.packet.Ipv4Address;
import dev.spinet.socket.WifiSecurity;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A simulated module in the air of an access point, behind which is this machine's loopback. */
final class ModuleBoard implements AutoCloseable {

  static final String SSID = "Meadow, \"north\" \\ 2";
  static final String PASSWORD = "corn,flower\"9\\";
  static final long SECONDS_10 = TimeUnit.SECONDS.toNanos(10);

  /** What stands for this machine on the simulated network. */
  static final Inet4Address HOST = Inet4Address.ofLiteral("10.0.2.2");

  final RealTimeClock clock = new RealTimeClock();
  final VirtualLan lan = new VirtualLan(clock);
  final UserNetwork network;
  final Radio radio = new Radio();
  final AccessPoint accessPoint = AccessPoint.of(SSID, PASSWORD);
  final EspAtModule module;
  final ByteLink serial;
  private final @Nullable EspAtPty port;
  final Esp32 driver;

  private ModuleBoard(Builder builder) throws IOException {
    network = new UserNetwork(lan, clock, builder.network);
    radio.add(accessPoint, lan);
    module = new EspAtModule(clock, radio, builder.module);
    port = builder.terminal ? EspAtPty.open(module, Optional.empty()) : null;
    serial =
        builder.wires.apply(
            port != null
                ? SerialPort.open(port.path().toString(), SerialConfig.of(UartLimits.BAUD_DEFAULT))
                : new SimulatedSerialLink(module, "sim", UartLimits.BAUD_DEFAULT, false));
    driver = Esp32.on(serial, builder.options);
    if (builder.linked) {
      driver.link(SSID, WifiSecurity.WIFI_WPA2, PASSWORD);
    }
  }

  static Builder builder() {
    return new Builder();
  }

  /** Connects to a server on this machine. */
  StreamEndpoint connect(int port) throws IOException {
    var endpoint = driver.openStream();
    assertEquals(true, endpoint.connect(HOST, port, SECONDS_10));
    return endpoint;
  }

  /** Where on this machine a port of the module can be reached, as long as the board exists. */
  InetSocketAddress forward(int port) throws IOException {
    var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return network.forwardTcp(loopback, Ipv4Address.parse("10.0.2.15"), port).address();
  }

  @Override
  public void close() throws IOException {
    driver.close();
    if (port != null) {
      port.close();
    }
    module.close();
    network.close();
    clock.close();
  }

  static final class Builder {
    private final Esp32Options options = new Esp32Options();
    private EspAtOptions module = EspAtOptions.DEFAULT;
    private UserNetworkConfig network = UserNetworkConfig.DEFAULT;
    private UnaryOperator<ByteLink> wires = UnaryOperator.identity();
    private boolean linked = true;
    private boolean terminal;

    /** The driver opens a pseudo terminal, as it would open a serial port of a board. */
    Builder terminal(boolean pseudo) {
      terminal = pseudo;
      return this;
    }

    Builder options(Consumer<Esp32Options> change) {
      change.accept(options);
      return this;
    }

    Builder profile(FirmwareProfile profile) {
      module = module.withProfile(profile);
      return this;
    }

    Builder timing(ModuleTiming timing) {
      module = module.withTiming(timing);
      return this;
    }

    Builder network(UserNetworkConfig chosen) {
      network = chosen;
      return this;
    }

    Builder wires(UnaryOperator<ByteLink> chosen) {
      wires = chosen;
      return this;
    }

    Builder linked(boolean joined) {
      linked = joined;
      return this;
    }

    ModuleBoard build() throws IOException {
      return new ModuleBoard(this);
    }
  }
}
