package dev.spinet.drivers.esp32;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.IPPROTO_TCP;
import static dev.spinet.socket.SocketConstants.IPPROTO_UDP;
import static dev.spinet.socket.SocketConstants.SOCK_DGRAM;
import static dev.spinet.socket.SocketConstants.SOCK_STREAM;

import dev.spinet.bindings.bus.ByteLink;
import dev.spinet.bindings.linux.SerialConfig;
import dev.spinet.bindings.linux.SerialPort;
import dev.spinet.drivers.monitor.Monitor;
import dev.spinet.socket.AccessPoint;
import dev.spinet.socket.Drivers;
import dev.spinet.socket.LinkInfo;
import dev.spinet.socket.Wifi;
import dev.spinet.socket.WifiNetwork;
import dev.spinet.socket.WifiStation;
import dev.spinet.socket.driver.DatagramEndpoint;
import dev.spinet.socket.driver.NetworkDriver;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.net.Inet4Address;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An ESP32 with Espressif's ESP-AT firmware on a serial port: a Wi-Fi station with five TCP or UDP
 * links. Safe for use by several threads.
 *
 * <pre>{@code
 * try (var wifi = Esp32.open("/dev/ttyUSB0", o -> o.baudRate(921_600).flowControl(true))) {
 *   wifi.link("Your Wifi SSID", WIFI_WPA2, "Your Wifi Password");
 *   ...
 * }
 * }</pre>
 *
 * <p>The module does one thing at a time: while it joins a network, opens a connection, or waits
 * for a peer that takes no bytes, all its links stand still. Bytes on their way are kept in this
 * machine's memory meanwhile, and sockets do not wait for each other.
 *
 * <p>What the module cannot do: end one direction of a connection ({@code shutdownOutput}), choose
 * the local port of a connection it opens, listen at two ports, or tell a reset from an orderly
 * end. The serial line has no checksum: bytes that change on it go unnoticed unless they are part
 * of a command or an answer; use RTS and CTS, and a speed that the line carries.
 *
 * <p>A module that restarts or does not answer any more is set up anew in the background, and joins
 * its network again. Its connections end with {@link dev.spinet.socket.ChipResetException}.
 */
public final class Esp32 implements NetworkDriver, Wifi {

  private static final long START_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final ByteLink serial;
  private final Core core;
  private final WifiQueries queries;
  private volatile Monitor.@Nullable Publication publication;

  private Esp32(ByteLink serial, Core core) {
    this.serial = serial;
    this.core = core;
    queries = new WifiQueries(core);
  }

  /**
   * Opens a module on a serial port of this machine: finds it, at the speed it has, and sets it up.
   * Takes a fraction of a second, and some seconds if no module answers.
   *
   * @param port the device file, such as {@code /dev/ttyUSB0}
   * @param configuration changes the options before they are used
   * @return the driver, which the caller closes
   * @throws dev.spinet.socket.ChipNotFoundException if no module answers; the message says what to
   *     check
   * @throws dev.spinet.bindings.bus.BusException if the port cannot be opened or fails
   * @throws IllegalArgumentException if an option is out of range
   * @throws IOException if anything else fails
   */
  public static Esp32 open(String port, Consumer<Esp32Options> configuration) throws IOException {
    var options = new Esp32Options();
    configuration.accept(options);
    return open(port, options);
  }

  static Esp32 open(String port, Esp32Options options) throws IOException {
    return on(SerialPort.open(port, SerialConfig.of(options.startBaudRate())), options);
  }

  /**
   * Takes over a module on a byte channel that is open already: a device the program opened itself,
   * or a simulated one.
   *
   * @param serial the byte channel; closed with the driver, and also if this fails
   * @param options how the module is driven
   * @return the driver, which the caller closes
   * @throws dev.spinet.socket.ChipNotFoundException if no module answers
   * @throws dev.spinet.bindings.bus.BusException if the device fails
   * @throws IOException if anything else fails
   */
  public static Esp32 on(ByteLink serial, Esp32Options options) throws IOException {
    var core = new Core(serial, options);
    var driver = new Esp32(serial, core);
    try {
      core.worker().start();
      new Job<>(
              core,
              "finding the module",
              () -> {
                core.started(core.worker().setUp());
                return driver;
              })
          .await(START_NANOS);
      driver.publication = Monitor.publish(driver, null);
      return driver;
    } catch (IOException | RuntimeException | Error e) {
      try {
        driver.close();
      } catch (IOException close) {
        e.addSuppressed(close);
      }
      throw e;
    }
  }

  @Override
  public String name() {
    return core.name();
  }

  /**
   * What the firmware says of its version.
   *
   * @return one line, such as {@code 4.1.1.0(...)}; empty if it does not say
   */
  public String firmware() {
    core.lock();
    try {
      return core.capabilities().version();
    } finally {
      core.unlock();
    }
  }

  @Override
  public Esp32Statistics statistics() {
    var counters = core.channel().counters().snapshot();
    core.lock();
    try {
      return new Esp32Statistics(
          core.payloadReceived(),
          core.payloadSent(),
          counters.bytesReceived(),
          counters.bytesSent(),
          counters.commands(),
          counters.unknownLines(),
          counters.busy(),
          counters.resynchronisations(),
          counters.restarts(),
          core.wifi().linkChanges(),
          core.wifi().rejoins(),
          core.reports().refusedPeers());
    } finally {
      core.unlock();
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>TCP and UDP over IPv4. UDP needs firmware that keeps the boundaries of datagrams ({@code
   * AT+CIPRECVTYPE}, from version 3.3 on).
   */
  @Override
  public boolean supports(int family, int type, int protocol) {
    if (family != AF_INET) {
      return false;
    }
    return (type == SOCK_STREAM && protocol == IPPROTO_TCP)
        || (type == SOCK_DGRAM && protocol == IPPROTO_UDP && keepsDatagrams());
  }

  private boolean keepsDatagrams() {
    core.lock();
    try {
      return core.capabilities().receiveType();
    } finally {
      core.unlock();
    }
  }

  @Override
  public Inet4Address resolve(String host, long timeoutNanos) throws IOException {
    return queries.resolve(host, timeoutNanos);
  }

  @Override
  public StreamEndpoint openStream() throws IOException {
    core.lock();
    try {
      return core.endpoints().openStream();
    } finally {
      core.unlock();
    }
  }

  @Override
  public DatagramEndpoint openDatagram(int family, int type, int protocol) throws IOException {
    if (!supports(family, type, protocol)) {
      throw new UnsupportedOperationException(
          "%s carries TCP and, with firmware from version 3.3 on, UDP".formatted(name()));
    }
    core.lock();
    try {
      return core.endpoints().openDatagram();
    } finally {
      core.unlock();
    }
  }

  @Override
  public void link(WifiNetwork network, Duration timeout) throws IOException {
    core.wifi().link(network, timeout);
  }

  @Override
  public void link(Duration timeout) throws IOException {
    link(
        network()
            .orElseThrow(() ->
                new IllegalStateException(
                    "%s was opened without a Wi-Fi network: name one with link(ssid, security, password), or with ssid= in the device URI"
                        .formatted(name()))),
        timeout);
  }

  @Override
  public Optional<WifiNetwork> network() {
    core.lock();
    try {
      return core.wifi().network();
    } finally {
      core.unlock();
    }
  }

  @Override
  public void unlink() throws IOException {
    core.wifi().unlink();
  }

  @Override
  public boolean isLinked() throws IOException {
    core.lock();
    try {
      core.ensureOpen();
      return core.isLinked();
    } finally {
      core.unlock();
    }
  }

  @Override
  public LinkInfo linkInfo() throws IOException {
    return queries.linkInfo();
  }

  @Override
  public void setLinkInfo(
      Inet4Address ip, Inet4Address mask, Inet4Address gateway, Inet4Address dns)
      throws IOException {
    core.wifi().setLinkInfo(ip, mask, gateway, dns);
  }

  @Override
  public List<AccessPoint> scan(Duration timeout) throws IOException {
    return queries.scan(timeout);
  }

  @Override
  public int rssi() throws IOException {
    return queries.rssi();
  }

  /**
   * {@inheritDoc}
   *
   * <p>WPA3 is not among the protections. Connections of stations end when the network is lost that
   * the module has joined itself.
   */
  @Override
  public void softapInit(WifiNetwork network, int channel, int maxStations) throws IOException {
    core.softAp().init(network, channel, maxStations);
  }

  @Override
  public void softapConfig(Inet4Address ip, Inet4Address gateway, Inet4Address mask)
      throws IOException {
    core.softAp().config(ip, gateway, mask);
  }

  @Override
  public LinkInfo softapInfo() throws IOException {
    return core.softAp().info();
  }

  @Override
  public List<WifiStation> softapStations() throws IOException {
    return core.softAp().stations();
  }

  @Override
  public void softapOff() throws IOException {
    core.softAp().off();
  }

  @Override
  public Inet4Address gethostbyname(String host, Duration timeout) throws IOException {
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("a time-out is not negative: " + timeout);
    }
    try {
      return Inet4Address.ofLiteral(host);
    } catch (IllegalArgumentException e) {
      return resolve(host, timeout.toNanos());
    }
  }

  /**
   * Asks a host whether it is there ({@code AT+PING}). The module does nothing else meanwhile.
   *
   * @param host its name or its address
   * @param timeout the longest wait
   * @return how long it took to answer; empty if it did not
   * @throws IllegalArgumentException if the name is too long for a command, or would end it
   * @throws java.net.SocketTimeoutException if the module has no result in time
   * @throws IOException if the chip fails or the driver is closed
   */
  public Optional<Duration> ping(String host, Duration timeout) throws IOException {
    return new Job<>(core, "asking " + host, () -> core.wifiCommands().ping(host))
        .await(timeout.toNanos())
        .map(Duration::ofMillis);
  }

  /**
   * {@inheritDoc}
   *
   * <p>What was sent before still goes out, for two seconds at most.
   */
  @Override
  public void close() throws IOException {
    Drivers.unsetDefault(this);
    var published = publication;
    if (published != null) {
      published.close();
    }
    core.close(serial);
  }

  @Override
  public String toString() {
    return name();
  }
}
