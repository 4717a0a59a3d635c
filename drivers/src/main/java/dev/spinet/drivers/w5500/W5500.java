package dev.spinet.drivers.w5500;

import dev.spinet.bindings.bus.InterruptLine;
import dev.spinet.bindings.bus.OutputLine;
import dev.spinet.bindings.bus.SpiBus;
import dev.spinet.bindings.w5500.Block;
import dev.spinet.bindings.w5500.CommonRegister;
import dev.spinet.drivers.monitor.Monitor;
import dev.spinet.socket.ChipResetException;
import dev.spinet.socket.Drivers;
import dev.spinet.socket.Eth;
import dev.spinet.socket.LeaseInfo;
import dev.spinet.socket.LinkInfo;
import dev.spinet.socket.driver.DatagramEndpoint;
import dev.spinet.socket.driver.NetworkDriver;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.SocketException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A WIZnet W5500 on an SPI bus: eight TCP connections at most, made by the chip itself. Safe for
 * use by several threads.
 *
 * <pre>{@code
 * try (var eth = W5500.open("/dev/spidev0.0", o -> o.interrupt("/dev/gpiochip0", 25))) {
 *   eth.link(); // an address by DHCP, unless setLinkInfo has set one
 *   ...
 * }
 * }</pre>
 *
 * <p>While data stream in, receiving N bytes costs at most four frames and N + 21 bytes on the bus
 * in one submission, and most calls less; sending N bytes costs four frames and N + 19 bytes in one
 * submission while the chip has room. Waiting costs nothing with an interrupt line, and one short
 * frame per look without. Neither receiving nor sending leaves garbage on the heap.
 *
 * <p>A chip that is reset, by a drop of its supply voltage for instance, or that cannot be reached
 * for a while, is started anew in the background with all its settings. Its TCP connections end
 * with {@link ChipResetException} or the error of the bus; listeners and datagram sockets stay.
 * Until the chip works again calls throw the cause at once. {@link #statistics()} counts what was
 * put right.
 */
public final class W5500 implements NetworkDriver, Eth {

  private final SpiBus bus;
  private final @Nullable InterruptLine interrupt;
  private final @Nullable OutputLine reset;
  private final Chip chip;
  private final Device device;
  private final LinkControl link;
  private volatile Monitor.@Nullable Publication publication;
  private boolean closing;
  private boolean closed;

  private W5500(
      SpiBus bus,
      @Nullable InterruptLine interrupt,
      @Nullable OutputLine reset,
      Chip chip,
      Device device) {
    this.bus = bus;
    this.interrupt = interrupt;
    this.reset = reset;
    this.chip = chip;
    this.device = device;
    this.link = new LinkControl(this, device, this::ensureOpen);
    device.supervision().recovery().onRecovered(link::chipRestarted);
  }

  /**
   * Opens a chip on a Linux board. Resets the chip, checks that it is a W5500 and starts the
   * driver's thread. Blocks for a quarter of a second at most.
   *
   * @param spidev the device file of the bus, such as {@code /dev/spidev0.0}
   * @param configuration changes the options before they are used
   * @return the driver, which the caller closes
   * @throws dev.spinet.socket.ChipNotFoundException if no W5500 answers; the message says what was
   *     read and what to check
   * @throws dev.spinet.bindings.bus.BusException if the bus or a line cannot be opened or fails;
   *     the message says what to do
   * @throws IllegalArgumentException if an option is out of range
   * @throws IOException if anything else fails
   */
  public static W5500 open(String spidev, Consumer<W5500Options> configuration) throws IOException {
    var options = new W5500Options();
    configuration.accept(options);
    return open(spidev, options);
  }

  /**
   * Opens a chip on a Linux board that is wired with nothing but the four wires of SPI, as {@link
   * #open(String, Consumer)} does.
   *
   * @param spidev the device file of the bus, such as {@code /dev/spidev0.0}
   * @return the driver, which the caller closes
   * @throws IOException as the other method does
   */
  public static W5500 open(String spidev) throws IOException {
    return open(spidev, new W5500Options());
  }

  static W5500 open(String spidev, W5500Options options) throws IOException {
    var wiring = Wiring.open(spidev, options);
    return on(wiring.bus(), options, wiring.interrupt(), wiring.reset());
  }

  /**
   * Takes over a chip on a bus that is open already: a device the program opened itself, or a
   * simulated one. Resets the chip, checks that it is a W5500 and starts the driver's thread.
   * Blocks for a quarter of a second at most.
   *
   * @param wires the bus; closed with the driver, and also if this fails
   * @param options how the driver behaves; its device files and its speed are not looked at
   * @param interrupt the line that INTn is wired to, or {@code null} for none; closed with the
   *     driver
   * @param reset the line that RSTn is wired to, or {@code null} for none; closed with the driver
   * @return the driver, which the caller closes
   * @throws dev.spinet.socket.ChipNotFoundException if no W5500 answers; the message says what was
   *     read and what to check
   * @throws IOException if the bus or a line fails
   */
  public static W5500 on(
      SpiBus wires,
      W5500Options options,
      @Nullable InterruptLine interrupt,
      @Nullable OutputLine reset)
      throws IOException {
    var bus = Monitor.tap(wires);
    var chip = new Chip(bus);
    chip.lock();
    try {
      new ChipStarter(chip).start(reset, options.buffers());
      var device = Device.assemble(chip, options, interrupt, reset);
      chip.setConfiguration(device.supervision().configuration());
      device.settings().apply(false);
      new PhyControl(chip).set(options.phy());
      int mask = device.dispatcher().interruptMask();
      chip.writeRegister(Block.common(), CommonRegister.SIMR, mask);
      device.supervision().configuration().learn();
      device.dispatcher().start();
      var driver = new W5500(bus, interrupt, reset, chip, device);
      driver.publication = Monitor.publish(driver, bus);
      return driver;
    } catch (IOException | RuntimeException e) {
      var shutdown = new Shutdown();
      closeDevices(shutdown, interrupt, reset, bus);
      var problem = shutdown.problem();
      if (problem != null) {
        e.addSuppressed(problem);
      }
      throw e;
    } finally {
      chip.unlock();
    }
  }

  @Override
  public String name() {
    return "W5500 on " + chip.name();
  }

  @Override
  public StreamEndpoint openStream() throws IOException {
    chip.lock();
    try {
      ensureNotClosing();
      ensureUsable();
      var socket = device.sockets().take();
      var endpoint = new TcpEndpoint(socket, device);
      socket.setUser(endpoint);
      return endpoint;
    } finally {
      chip.unlock();
    }
  }

  @Override
  public boolean supports(int family, int type, int protocol) {
    return NetworkDriver.super.supports(family, type, protocol)
        || PacketKind.of(family, type, protocol) != null;
  }

  @Override
  public DatagramEndpoint openDatagram(int family, int type, int protocol) throws IOException {
    var kind = PacketKind.of(family, type, protocol);
    if (kind == null) {
      throw new UnsupportedOperationException(
          "%s has no sockets of family %d, type %d, protocol %d for messages"
              .formatted(name(), family, type, protocol));
    }
    chip.lock();
    try {
      ensureNotClosing();
      return openPackets(kind, protocol);
    } finally {
      chip.unlock();
    }
  }

  /**
   * As {@link #openDatagram}, but also to give an address back while the driver is being closed.
   */
  PacketEndpoint openPackets(PacketKind kind, int protocol) throws IOException {
    chip.lock();
    try {
      ensureUsable();
      var sockets = device.sockets();
      var socket = kind == PacketKind.MACRAW ? sockets.takeForEthernet() : sockets.take();
      var endpoint = new PacketEndpoint(socket, kind, protocol, device);
      socket.setUser(endpoint);
      return endpoint;
    } finally {
      chip.unlock();
    }
  }

  @Override
  public void link(Duration timeout) throws IOException {
    link.up(timeout);
  }

  @Override
  public void unlink() throws IOException {
    link.down();
  }

  @Override
  public boolean isLinked() throws IOException {
    return link.isUsable();
  }

  @Override
  public LinkInfo linkInfo() throws IOException {
    return link.info();
  }

  @Override
  public void setLinkInfo(
      Inet4Address ip, Inet4Address mask, Inet4Address gateway, Inet4Address dns)
      throws IOException {
    link.setStatic(ip, mask, gateway, dns);
  }

  @Override
  public Optional<LeaseInfo> lease() throws IOException {
    return link.lease();
  }

  @Override
  public Inet4Address resolve(String host, long timeoutNanos) throws IOException {
    return link.resolve(host, timeoutNanos);
  }

  @Override
  public Inet4Address gethostbyname(String host, Duration timeout) throws IOException {
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("a time-out is not negative, but was " + timeout);
    }
    return link.resolve(host, Waits.nanos(timeout));
  }

  /**
   * What the PHY has agreed on with the other end of the cable; {@link W5500Options#phy} sets it.
   *
   * @return whether there is a link now, its speed and its duplex mode
   * @throws IOException if the chip fails or the driver is closed
   */
  public PhyStatus phy() throws IOException {
    chip.lock();
    try {
      ensureOpen();
      return new PhyControl(chip).status();
    } finally {
      chip.unlock();
    }
  }

  /**
   * Tells a listener when the cable is seen to lose its link, with {@code false}, or to get it
   * back, with {@code true}. The chip is asked once in the period of {@link
   * W5500Options#healthCheck} for it, also if no socket is open; with a period of zero nothing is
   * told. The listener runs on a thread of its own, one change after the other, and may use the
   * driver.
   *
   * @param listener what to call
   * @return closes to stop telling
   */
  public AutoCloseable onLinkChange(Consumer<Boolean> listener) {
    var teller = new LinkTeller(listener);
    chip.lock();
    try {
      device.supervision().link().addListener(teller);
    } finally {
      chip.unlock();
    }
    return () -> {
      chip.lock();
      try {
        device.supervision().link().removeListener(teller);
      } finally {
        chip.unlock();
      }
    };
  }

  @Override
  public W5500Statistics statistics() {
    chip.lock();
    try {
      return new W5500Statistics(
          bus.counters().snapshot(),
          chip.repeatedReads(),
          chip.lostSendOks(),
          device.dispatcher().wakeups(),
          device.supervision().counts(chip),
          device.sockets().all().stream()
              .map(socket ->
                  new W5500Statistics.SocketStatistics(
                      socket.number(),
                      socket.description(),
                      socket.bytesReceived(),
                      socket.bytesSent(),
                      socket.packetsReceived(),
                      socket.packetsSent(),
                      socket.packetsDropped(),
                      socket.waits(),
                      socket.timeouts()))
              .toList());
    } finally {
      chip.unlock();
    }
  }

  /** Sets how the chip repeats what is not answered: RTR in 100 us, and RCR. */
  void setRetries(int time, int count) throws IOException {
    chip.lock();
    try {
      ensureOpen();
      chip.writeRegister(Block.common(), CommonRegister.RTR, time);
      chip.writeRegister(Block.common(), CommonRegister.RCR, count);
    } finally {
      chip.unlock();
    }
  }

  private void ensureOpen() throws IOException {
    ensureNot(closed);
    chip.awaitRecovery();
  }

  private void ensureNotClosing() throws SocketException {
    ensureNot(closing);
  }

  private void ensureNot(boolean over) throws SocketException {
    if (over) {
      throw new SocketException(name() + ": the driver is closed");
    }
  }

  /** Makes sure, before something new is begun, that the chip was not reset while nobody looked. */
  private void ensureUsable() throws IOException {
    ensureOpen();
    try {
      device.health().runIfStale();
    } catch (ChipResetException e) {
      // Nobody has lost anything, so it is only a matter of waiting.
      ensureOpen();
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Connections that were closed shortly before may finish sending first, for as long as {@link
   * W5500Options#linger} says; interrupt the thread to cut them off.
   */
  @Override
  public void close() throws IOException {
    var shutdown = new Shutdown();
    chip.lock();
    try {
      if (closing) {
        return;
      }
      closing = true;
      // Only then may the address be given back, without which nothing goes out any more.
      shutdown.closeSockets(chip, device.sockets(), user -> !link.isOwn(user));
    } finally {
      chip.unlock();
    }
    link.beginClose();
    chip.lock();
    try {
      closed = true;
      chip.giveUpHope();
      link.wakeAll();
      device.sockets().close();
      shutdown.closeSockets(chip, device.sockets(), user -> true);
    } finally {
      chip.unlock();
    }
    Drivers.unsetDefault(this);
    var published = publication;
    if (published != null) {
      published.close();
    }
    link.endClose();
    device.dispatcher().stop();
    closeDevices(shutdown, interrupt, reset, bus);
    var problem = shutdown.problem();
    if (problem != null) {
      throw problem;
    }
  }

  private static void closeDevices(
      Shutdown shutdown,
      @Nullable InterruptLine interrupt,
      @Nullable OutputLine reset,
      SpiBus bus) {
    if (interrupt != null) {
      shutdown.close(interrupt::close);
    }
    if (reset != null) {
      shutdown.close(reset::close);
    }
    shutdown.close(bus::close);
  }

  @Override
  public String toString() {
    return name();
  }
}
