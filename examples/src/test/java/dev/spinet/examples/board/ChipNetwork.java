package dev.spinet.examples.board;

import dev.spinet.drivers.w5500.W5500;
import dev.spinet.drivers.w5500.W5500Options;
import dev.spinet.drivers.w5500.W5500Statistics.SocketStatistics;
import dev.spinet.examples.Await;
import dev.spinet.simulator.bus.SimulatedInterruptLine;
import dev.spinet.simulator.bus.SimulatedResetLine;
import dev.spinet.simulator.bus.SimulatedSpiBus;
import dev.spinet.simulator.lan.W5500Lan;
import dev.spinet.simulator.w5500.Diagnostic;
import dev.spinet.socket.Drivers;
import dev.spinet.socket.MacAddress;
import dev.spinet.socket.net.SpinetDatagramSocketFactory;
import dev.spinet.socket.net.SpinetServerSocketFactory;
import dev.spinet.socket.net.SpinetSocketFactory;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;

/**
 * A board with a simulated W5500, which has its address by DHCP from a simulated network. The
 * gateway of that network stands for this machine's loopback. Its driver is the default one while
 * it is open.
 */
public final class ChipNetwork implements Network {

  // A connection that a peer does not end is cut off after a second; the rest is for a busy
  // machine.
  private static final Duration ENDING = Duration.ofSeconds(15);
  private static final Duration LINKING = Duration.ofSeconds(30);
  private static final MacAddress MAC = MacAddress.parse("02:53:50:4e:00:15");

  /**
   * Asking until a chip that was reset has started; a command for a connection that a peer resets
   * just then.
   */
  private static final Set<Diagnostic.Kind> BLAMELESS =
      Set.of(Diagnostic.Kind.NOT_READY, Diagnostic.Kind.WRONG_STATE);

  /**
   * What a driver has begun with pointers that it read before the chip forgot them. Everything that
   * travels in one submission comes to the chip after its reset.
   */
  private static final Set<Diagnostic.Kind> BLAMELESS_AFTER_RESET =
      Set.of(Diagnostic.Kind.RX_OVERREAD, Diagnostic.Kind.TX_OVERRUN);

  private static final String FREE = "nobody";

  private final W5500Lan lan;
  private final W5500 driver;
  private volatile boolean reset;

  private ChipNetwork(W5500Lan lan, W5500 driver) {
    this.lan = lan;
    this.driver = driver;
  }

  /**
   * Sets up chip, wires and network, and links the chip.
   *
   * @return the network, which the caller closes
   * @throws IOException if that fails
   */
  public static ChipNetwork open() throws IOException {
    return open(new W5500Lan(1, W5500Lan.Reach.HOST));
  }

  /**
   * Sets up a network whose name server asks another one than this machine does.
   *
   * @param resolver whom it asks
   * @return the network, which the caller closes
   * @throws IOException if that fails
   */
  public static ChipNetwork open(InetSocketAddress resolver) throws IOException {
    var asked = Optional.of(resolver);
    return open(new W5500Lan(1, () -> asked));
  }

  private static ChipNetwork open(W5500Lan lan) throws IOException {
    try {
      var chip = lan.chips().getFirst();
      var driver =
          W5500.on(
              new SimulatedSpiBus(chip, "simulated SPI bus"),
              new W5500Options().mac(MAC),
              new SimulatedInterruptLine(chip.interruptWire()),
              new SimulatedResetLine(chip.resetWire()));
      try {
        driver.link(LINKING);
        Drivers.setDefault(driver);
        return new ChipNetwork(lan, driver);
      } catch (IOException | RuntimeException e) {
        driver.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      lan.close();
      throw e;
    }
  }

  /**
   * The driver of the chip.
   *
   * @return the driver, which this network closes
   */
  public W5500 driver() {
    return driver;
  }

  /**
   * What surrounds the chip, with its faults.
   *
   * @return the simulated network
   */
  public W5500Lan lan() {
    return lan;
  }

  @Override
  public String host() {
    return W5500Lan.addresses().gateway().toString();
  }

  @Override
  public SocketFactory sockets() {
    return new SpinetSocketFactory(driver);
  }

  @Override
  public Optional<String> socketFactoryClass() {
    return Optional.of(SpinetSocketFactory.class.getName());
  }

  @Override
  public ServerSocketFactory serverSockets() {
    return new SpinetServerSocketFactory(driver);
  }

  @Override
  public DatagramSocket datagramSocket(int port) throws SocketException {
    return new SpinetDatagramSocketFactory(driver).createDatagramSocket(port);
  }

  @Override
  public void reach(int hostPort, int port) throws IOException {
    forward(hostPort, port);
  }

  @Override
  public int reach(int port) throws IOException {
    return forward(0, port);
  }

  private int forward(int hostPort, int port) throws IOException {
    var listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), hostPort);
    return lan.gateway().forwardTcp(listen, W5500Lan.address(0), port).address().getPort();
  }

  @Override
  public void assertNothingOpen() throws Exception {
    assertNothingOpen(ENDING);
  }

  /**
   * The same with another limit. Nor may the driver have used the chip in a wrong way, except where
   * no driver can know better.
   */
  void assertNothingOpen(Duration limit) throws Exception {
    Await.until(
        () -> "all sockets of the chip are free, but there are " + busy(),
        limit,
        () -> busy().isEmpty());
    var wrong =
        lan.chips().getFirst().diagnostics().all().stream()
            .filter(diagnostic -> !isBlameless(diagnostic.kind()))
            .toList();
    if (!wrong.isEmpty()) {
      throw new AssertionError("the simulated chip complains: " + wrong);
    }
  }

  private boolean isBlameless(Diagnostic.Kind kind) {
    return BLAMELESS.contains(kind) || (reset && BLAMELESS_AFTER_RESET.contains(kind));
  }

  /** Lets the supply of the chip dip, in the middle of whatever the driver does. */
  public void brownOut() {
    reset = true;
    lan.chips().getFirst().brownOut();
  }

  private List<String> busy() {
    return driver.statistics().sockets().stream()
        .map(SocketStatistics::user)
        .filter(user -> !user.equals(FREE))
        .toList();
  }

  @Override
  public void close() throws IOException {
    Drivers.unsetDefault(driver);
    try {
      driver.close();
    } finally {
      lan.close();
    }
  }
}
