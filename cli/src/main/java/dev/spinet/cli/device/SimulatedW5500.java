package dev.spinet.cli.device;

import dev.spinet.bindings.bus.BusCounters;
import dev.spinet.bindings.bus.InterruptLine;
import dev.spinet.drivers.w5500.W5500;
import dev.spinet.drivers.w5500.W5500Options;
import dev.spinet.simulator.bus.PacedSpiSlave;
import dev.spinet.simulator.bus.SimulatedInterruptLine;
import dev.spinet.simulator.bus.SimulatedResetLine;
import dev.spinet.simulator.bus.SimulatedSpiBus;
import dev.spinet.simulator.bus.SpiSlave;
import dev.spinet.simulator.bus.SpiTiming;
import dev.spinet.simulator.lan.W5500Lan;
import dev.spinet.simulator.scenario.Scenario;
import dev.spinet.socket.Drivers;
import dev.spinet.socket.Eth;
import dev.spinet.socket.LinkInfo;
import dev.spinet.socket.MacAddress;
import dev.spinet.socket.driver.NetworkDriver;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The driver of the W5500 on a simulated chip, with everything a chip needs around it in this
 * process: its wires, its network, and a gateway to the servers of this machine. The driver is the
 * one that runs on hardware; below its bus, nothing is real.
 */
public final class SimulatedW5500 implements NetworkDriver, Eth {

  private static final MacAddress MAC = MacAddress.parse("02:53:50:4e:00:15");

  private final W5500 driver;
  private final W5500Lan surroundings;

  private SimulatedW5500(W5500 driver, W5500Lan surroundings) {
    this.driver = driver;
    this.surroundings = surroundings;
  }

  /**
   * Builds chip, wires and network, and starts the driver.
   *
   * @param settings what can be chosen
   * @return the driver, which the caller closes
   * @throws IOException if this machine has no resources left for the network
   */
  static SimulatedW5500 start(Settings settings) throws IOException {
    var lan = new W5500Lan(1, W5500Lan.Reach.HOST);
    try {
      var chip = lan.chips().getFirst();
      var run =
          settings.faults.rules().isEmpty() ? null : settings.faults.start(chip, lan.gateway());
      SpiSlave pins = run == null ? chip : run.spi();
      SpiSlave slave =
          settings.timing.<SpiSlave>map(timing -> new PacedSpiSlave(pins, timing)).orElse(pins);
      InterruptLine interrupt =
          settings.interruptLine ? new SimulatedInterruptLine(chip.interruptWire()) : null;
      var network = W5500Lan.addresses();
      var options =
          new W5500Options()
              .mac(MAC)
              .bufferKiB(settings.bufferKiB.stream().mapToInt(Integer::intValue).toArray())
              .address(
                  address(W5500Lan.address(0).toString()),
                  mask(network.prefixLength()),
                  address(network.gateway().toString()));
      var driver =
          W5500.on(
              new SimulatedSpiBus(slave, "simulated SPI bus"),
              options,
              interrupt,
              new SimulatedResetLine(chip.resetWire()));
      return new SimulatedW5500(driver, lan);
    } catch (IOException | RuntimeException e) {
      lan.close();
      throw e;
    }
  }

  private static Inet4Address address(String text) {
    return (Inet4Address) InetAddress.ofLiteral(text);
  }

  private static Inet4Address mask(int prefixLength) {
    int bits = -1 << (Integer.SIZE - prefixLength);
    return address(
        "%d.%d.%d.%d".formatted(bits >>> 24, bits >>> 16 & 0xff, bits >>> 8 & 0xff, bits & 0xff));
  }

  /**
   * The counters of the simulated bus.
   *
   * @return a snapshot
   */
  BusCounters.Snapshot counters() {
    return driver.statistics().bus();
  }

  @Override
  public String name() {
    return driver.name();
  }

  @Override
  public boolean supports(int family, int type, int protocol) {
    return driver.supports(family, type, protocol);
  }

  @Override
  public Inet4Address resolve(String host, long timeoutNanos) throws IOException {
    return driver.resolve(host, timeoutNanos);
  }

  @Override
  public StreamEndpoint openStream() throws IOException {
    return driver.openStream();
  }

  @Override
  public void link(Duration timeout) throws IOException {
    driver.link(timeout);
  }

  @Override
  public void unlink() throws IOException {
    driver.unlink();
  }

  @Override
  public boolean isLinked() throws IOException {
    return driver.isLinked();
  }

  @Override
  public LinkInfo linkInfo() throws IOException {
    return driver.linkInfo();
  }

  @Override
  public void setLinkInfo(
      Inet4Address ip, Inet4Address mask, Inet4Address gateway, Inet4Address dns)
      throws IOException {
    driver.setLinkInfo(ip, mask, gateway, dns);
  }

  @Override
  public void close() throws IOException {
    Drivers.unsetDefault(this);
    // What surrounds the chip ends after the driver, whatever becomes of that: the driver may still
    // have something to send.
    try {
      driver.close();
    } finally {
      surroundings.close();
    }
  }

  /**
   * What can be chosen about a simulated chip.
   *
   * @param timing how long the bus needs; empty for as fast as it goes
   * @param interruptLine whether INTn is wired
   * @param bufferKiB size of each socket's buffers, as {@link W5500Options#bufferKiB} takes it
   * @param faults what is to go wrong
   */
  record Settings(
      Optional<SpiTiming> timing,
      boolean interruptLine,
      List<Integer> bufferKiB,
      Scenario faults) {}
}
