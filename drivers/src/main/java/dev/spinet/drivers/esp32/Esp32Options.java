package dev.spinet.drivers.esp32;

import dev.spinet.bindings.espat.LinkLimits;
import dev.spinet.bindings.espat.SendLimits;
import dev.spinet.bindings.espat.UartLimits;
import dev.spinet.socket.LinkInfo;
import dev.spinet.socket.MacAddress;
import dev.spinet.socket.WifiNetwork;
import java.net.Inet4Address;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a module is driven. Every option has a default that works with any module. */
public final class Esp32Options {

  /** How many bytes the module is asked for at a time, unless {@link #readSize} says otherwise. */
  public static final int DEFAULT_READ_SIZE = 8192;

  private static final int DEFAULT_BUFFER = 64 * 1024;
  private static final int SMALLEST_BUFFER = 8 * 1024;
  private static final int LARGEST_BUFFER = 1024 * 1024;
  private static final int SMALLEST_READ = 512;

  private int baudRate = UartLimits.BAUD_DEFAULT;
  private int startBaudRate = UartLimits.BAUD_DEFAULT;
  private boolean flowControl;
  private int bufferSize = DEFAULT_BUFFER;
  private int readSize = DEFAULT_READ_SIZE;
  private int serverIdleSeconds = LinkLimits.SERVER_TIMEOUT_MAX_SECONDS;
  private Duration stall = Duration.ofSeconds(10);
  private Duration connect = Duration.ofSeconds(30);
  private Duration flush = Duration.ofSeconds(10);
  private Duration watchdog = Duration.ZERO;
  private @Nullable WifiNetwork network;
  private @Nullable LinkInfo linkInfo;

  /** The defaults: 115200 baud, no flow control. */
  public Esp32Options() {}

  /**
   * The speed to work at. The module is found at this speed or at {@link #startBaudRate(int)}, and
   * brought to this one.
   *
   * @param baud bits per second, 80 to 5,000,000; 115200 by default
   * @return this
   * @throws IllegalArgumentException if it is out of range
   */
  public Esp32Options baudRate(int baud) {
    baudRate = checkBaud(baud);
    return this;
  }

  /**
   * The speed of the module after it was switched on.
   *
   * @param baud bits per second; 115200 by default, unless AT+UART_DEF has changed it
   * @return this
   * @throws IllegalArgumentException if it is out of range
   */
  public Esp32Options startBaudRate(int baud) {
    startBaudRate = checkBaud(baud);
    return this;
  }

  private static int checkBaud(int baud) {
    if (baud < UartLimits.BAUD_MIN || baud > UartLimits.BAUD_MAX) {
      throw new IllegalArgumentException(
          "an ESP32 works at %d to %d baud, not %d"
              .formatted(UartLimits.BAUD_MIN, UartLimits.BAUD_MAX, baud));
    }
    return baud;
  }

  /**
   * Whether the RTS and CTS wires are there. Above 115200 baud bytes may be lost without them, and
   * sending is slower.
   *
   * @param wired whether they are; {@code false} by default
   * @return this
   */
  public Esp32Options flowControl(boolean wired) {
    flowControl = wired;
    return this;
  }

  /**
   * How much each connection keeps in this machine's memory, in each direction.
   *
   * @param bytes 8 KiB to 1 MiB; 64 KiB by default
   * @return this
   * @throws IllegalArgumentException if it is out of range
   */
  public Esp32Options bufferSize(int bytes) {
    if (bytes < SMALLEST_BUFFER || bytes > LARGEST_BUFFER) {
      throw new IllegalArgumentException(
          "a buffer has %d to %d bytes, not %d".formatted(SMALLEST_BUFFER, LARGEST_BUFFER, bytes));
    }
    bufferSize = bytes;
    return this;
  }

  /**
   * How much the module is asked for at a time. It holds no more than its TCP window, and takes as
   * much memory for the answer. More than the default is of use with firmware that was built with a
   * larger window.
   *
   * @param bytes at least 512; {@value #DEFAULT_READ_SIZE} by default
   * @return this
   * @throws IllegalArgumentException if it is less
   */
  public Esp32Options readSize(int bytes) {
    if (bytes < SMALLEST_READ) {
      throw new IllegalArgumentException(
          "the module is asked for at least %d bytes, not %d".formatted(SMALLEST_READ, bytes));
    }
    readSize = bytes;
    return this;
  }

  /**
   * How long the module keeps a connection of its server that is silent.
   *
   * @param idle up to two hours, the default; zero for ever
   * @return this
   * @throws IllegalArgumentException if it is negative or longer
   */
  public Esp32Options serverIdle(Duration idle) {
    if (idle.isNegative() || idle.toSeconds() > LinkLimits.SERVER_TIMEOUT_MAX_SECONDS) {
      throw new IllegalArgumentException(
          "the module waits up to %d seconds, not %s"
              .formatted(LinkLimits.SERVER_TIMEOUT_MAX_SECONDS, idle));
    }
    serverIdleSeconds = (int) idle.toSeconds();
    return this;
  }

  /**
   * How long a peer may take no bytes before its connection is given up. The module does nothing
   * else while it sends.
   *
   * @param longest a second at least; 10 seconds by default
   * @return this
   * @throws IllegalArgumentException if it is less
   */
  public Esp32Options sendStall(Duration longest) {
    stall = atLeastASecond(longest);
    return this;
  }

  /**
   * How long a peer may leave a request to connect unanswered.
   *
   * @param longest a second at least; 30 seconds by default
   * @return this
   * @throws IllegalArgumentException if it is less
   */
  public Esp32Options connectLimit(Duration longest) {
    connect = atLeastASecond(longest);
    return this;
  }

  /**
   * How long bytes that were sent before a socket was closed may take to leave.
   *
   * @param longest a second at least; 10 seconds by default
   * @return this
   * @throws IllegalArgumentException if it is less
   */
  public Esp32Options flushLimit(Duration longest) {
    flush = atLeastASecond(longest);
    return this;
  }

  /**
   * How often the module is asked whether a notice of received data was lost.
   *
   * @param interval zero for the default: half a second, or five with flow control
   * @return this
   * @throws IllegalArgumentException if it is negative
   */
  public Esp32Options watchdog(Duration interval) {
    if (interval.isNegative()) {
      throw new IllegalArgumentException("an interval is not negative: " + interval);
    }
    watchdog = interval;
    return this;
  }

  /**
   * The network that {@link Esp32#link()} joins.
   *
   * @param wifi the network
   * @return this
   */
  public Esp32Options network(WifiNetwork wifi) {
    network = wifi;
    return this;
  }

  /**
   * Sets static addresses, as {@link Esp32#setLinkInfo} does later. Without them they come by DHCP.
   *
   * @param ip the module's own address
   * @param mask the subnet mask; 0.0.0.0 for 255.255.255.0
   * @param gateway the router to other networks; 0.0.0.0 for none
   * @param dns the name server; 0.0.0.0 for none
   * @return this
   * @throws IllegalArgumentException if the addresses do not fit together
   */
  public Esp32Options address(
      Inet4Address ip, Inet4Address mask, Inet4Address gateway, Inet4Address dns) {
    linkInfo = LinkInfo.ofStatic(ip, mask, gateway, dns, new MacAddress(0));
    return this;
  }

  private static Duration atLeastASecond(Duration duration) {
    if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("this takes a second at least, not " + duration);
    }
    return duration;
  }

  @Nullable WifiNetwork network() {
    return network;
  }

  @Nullable LinkInfo linkInfo() {
    return linkInfo;
  }

  int baudRate() {
    return baudRate;
  }

  int startBaudRate() {
    return startBaudRate;
  }

  boolean flowControl() {
    return flowControl;
  }

  int bufferSize() {
    return bufferSize;
  }

  int readSize() {
    return readSize;
  }

  int sendPiece() {
    return SendLimits.SEND_MAX;
  }

  int serverIdleSeconds() {
    return serverIdleSeconds;
  }

  long stallNanos() {
    return stall.toNanos();
  }

  long connectNanos() {
    return connect.toNanos();
  }

  long flushNanos() {
    return flush.toNanos();
  }

  long watchdogNanos() {
    if (!watchdog.isZero()) {
      return watchdog.toNanos();
    }
    return Duration.ofMillis(flowControl ? 5_000 : 500).toNanos();
  }
}
