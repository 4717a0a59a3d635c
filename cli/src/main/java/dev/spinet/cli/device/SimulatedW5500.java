package dev.spinet.cli.device;

import dev.spinet.bindings.bus.BusCounters;
import dev.spinet.bindings.bus.InterruptLine;
import dev.spinet.drivers.w5500.W5500;
import dev.spinet.drivers.w5500.W5500Options;
import dev.spinet.simulator.bus.SimulatedInterruptLine;
import dev.spinet.simulator.bus.SimulatedResetLine;
import dev.spinet.simulator.bus.SimulatedSpiBus;
import dev.spinet.simulator.bus.SpiSlave;
import dev.spinet.simulator.clock.RealTimeClock;
import dev.spinet.simulator.net.VirtualLan;
import dev.spinet.simulator.net.gateway.UserNetwork;
import dev.spinet.simulator.net.gateway.UserNetworkConfig;
import dev.spinet.simulator.w5500.W5500Chip;
import dev.spinet.socket.Drivers;
import dev.spinet.socket.Eth;
import dev.spinet.socket.LeaseInfo;
import dev.spinet.socket.LinkInfo;
import dev.spinet.socket.MacAddress;
import dev.spinet.socket.driver.DatagramEndpoint;
import dev.spinet.socket.driver.NetworkDriver;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.net.Inet4Address;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
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
  private final Deque<Runnable> surroundings;

  private SimulatedW5500(W5500 driver, Deque<Runnable> surroundings) {
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
    Deque<Runnable> surroundings = new ArrayDeque<>();
    try {
      var clock = new RealTimeClock();
      surroundings.push(clock::close);
      var lan = new VirtualLan(clock);
      var gateway = new UserNetwork(lan, clock, UserNetworkConfig.DEFAULT);
      surroundings.push(gateway::close);
      var port = lan.newPort("chip");
      surroundings.push(port::close);
      var chip = new W5500Chip(clock, port);
      SpiSlave slave =
          settings.hertz == Settings.UNLIMITED ? chip : new PacedSpiSlave(chip, settings.hertz);
      InterruptLine interrupt =
          settings.interruptLine ? new SimulatedInterruptLine(chip.interruptWire()) : null;
      var options =
          new W5500Options()
              .mac(MAC)
              .bufferKiB(settings.bufferKiB.stream().mapToInt(Integer::intValue).toArray());
      var driver =
          W5500.on(
              new SimulatedSpiBus(slave, "simulated SPI bus"),
              options,
              interrupt,
              new SimulatedResetLine(chip.resetWire()));
      return new SimulatedW5500(driver, surroundings);
    } catch (IOException | RuntimeException e) {
      surroundings.forEach(Runnable::run);
      throw e;
    }
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
  public Inet4Address gethostbyname(String host, Duration timeout) throws IOException {
    return driver.gethostbyname(host, timeout);
  }

  @Override
  public Optional<LeaseInfo> lease() throws IOException {
    return driver.lease();
  }

  @Override
  public DatagramEndpoint openDatagram(int family, int type, int protocol) throws IOException {
    return driver.openDatagram(family, type, protocol);
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
      surroundings.forEach(Runnable::run);
    }
  }

  /**
   * What can be chosen about a simulated chip.
   *
   * @param hertz clock of the bus; {@link #UNLIMITED} for as fast as it goes
   * @param interruptLine whether INTn is wired
   * @param bufferKiB size of each socket's buffers, as {@link W5500Options#bufferKiB} takes it
   */
  record Settings(long hertz, boolean interruptLine, List<Integer> bufferKiB) {

    /** A bus that takes no time. */
    static final long UNLIMITED = 0;
  }
}
