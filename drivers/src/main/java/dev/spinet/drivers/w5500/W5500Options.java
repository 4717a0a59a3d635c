package dev.spinet.drivers.w5500;

import dev.spinet.bindings.w5500.ChipLimits;
import dev.spinet.socket.LinkInfo;
import dev.spinet.socket.MacAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a W5500 is wired and how its driver behaves. Everything has a default that suits a chip with
 * nothing but the four wires of SPI. The setters check their arguments and return this object.
 */
public final class W5500Options {

  /**
   * A line of a GPIO chip.
   *
   * @param chip the device file, such as {@code /dev/gpiochip0}
   * @param offset number of the line on that chip, from 0
   */
  public record GpioLine(String chip, int offset) {
    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public GpioLine {
      Objects.requireNonNull(chip);
      if (offset < 0) {
        throw new IllegalArgumentException("the number of a GPIO line is 0 or more, not " + offset);
      }
    }
  }

  private static final Pattern HOST_NAME =
      Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?");
  private static final int DEFAULT_BUFFER_KIB = 2;
  private static final int MEMORY_KIB = ChipLimits.RX_MEMORY_SIZE / ChipLimits.BUFFER_UNIT;

  private int speedHz = ChipLimits.SCLK_GUARANTEED_MAX_HZ;
  private @Nullable GpioLine interrupt;
  private @Nullable GpioLine reset;
  private List<Integer> buffers = Collections.nCopies(ChipLimits.SOCKET_COUNT, DEFAULT_BUFFER_KIB);
  private @Nullable MacAddress mac;
  private @Nullable LinkInfo linkInfo;
  private boolean deferredReceive = true;
  private boolean combinedCommand = true;
  private boolean promiscuous;
  private boolean multicastByHardwareAddress = true;
  private @Nullable String hostName = "spinet";
  private boolean leaseReleased = true;
  private PhyMode phy = PhyMode.AUTO;
  private Duration linger = Duration.ofSeconds(10);
  private Duration healthCheck = Duration.ofSeconds(1);

  /** The defaults. */
  public W5500Options() {}

  /**
   * Sets the line that INTn is wired to. Without one the driver asks the chip for events at short
   * intervals while a caller waits.
   *
   * @param chip the device file, such as {@code /dev/gpiochip0}
   * @param line number of the line on that chip, from 0
   * @return this object
   * @throws IllegalArgumentException if the number is negative
   */
  public W5500Options interrupt(String chip, int line) {
    interrupt = new GpioLine(chip, line);
    return this;
  }

  /**
   * Sets the line that RSTn is wired to. Without one the chip is reset by command.
   *
   * @param chip the device file, such as {@code /dev/gpiochip0}
   * @param line number of the line on that chip, from 0
   * @return this object
   * @throws IllegalArgumentException if the number is negative
   */
  public W5500Options reset(String chip, int line) {
    reset = new GpioLine(chip, line);
    return this;
  }

  /**
   * Sets the highest clock of the bus; the controller takes the next lower one it has. The default
   * is the 33.3 MHz that the datasheet guarantees (section 5.5.4).
   *
   * @param hertz 1 to 80 000 000; chips are known to disturb data below 1 MHz
   * @return this object
   * @throws IllegalArgumentException if the speed is out of range
   */
  public W5500Options speedHz(int hertz) {
    if (hertz < 1 || hertz > ChipLimits.SCLK_DESIGN_MAX_HZ) {
      throw new IllegalArgumentException(
          "the speed of the bus is 1 to %d Hz, not %d"
              .formatted(ChipLimits.SCLK_DESIGN_MAX_HZ, hertz));
    }
    speedHz = hertz;
    return this;
  }

  /**
   * Sets the sizes of the receive buffers, and of the transmit buffers, which are of the same size,
   * by socket number. Sockets that are not mentioned get none and cannot be used: {@code
   * bufferKiB(16)} makes one socket with all of the memory, {@code bufferKiB(4, 4, 4, 4)} four. The
   * default is 2 KiB for each of the eight.
   *
   * @param sizes sizes in KiB, each 0, 1, 2, 4, 8 or 16, together at most 16, one of them not 0
   * @return this object
   * @throws IllegalArgumentException if the chip cannot be divided so
   */
  public W5500Options bufferKiB(int... sizes) {
    if (sizes.length > ChipLimits.SOCKET_COUNT) {
      throw new IllegalArgumentException(
          "the chip has %d sockets, not %d".formatted(ChipLimits.SOCKET_COUNT, sizes.length));
    }
    for (int size : sizes) {
      if (!ChipLimits.isBufferSize(size)) {
        throw new IllegalArgumentException("a buffer has 0, 1, 2, 4, 8 or 16 KiB, not " + size);
      }
    }
    int sum = Arrays.stream(sizes).sum();
    if (sum < 1 || sum > MEMORY_KIB) {
      throw new IllegalArgumentException(
          "the buffers have 1 to %d KiB together, not %d".formatted(MEMORY_KIB, sum));
    }
    buffers = Arrays.stream(sizes).boxed().toList();
    return this;
  }

  /**
   * Sets the hardware address. Without one the driver derives a locally administered address from
   * the machine's identity, which stays the same, and logs a warning.
   *
   * @param address an address of a single station, not all zeros
   * @return this object
   * @throws IllegalArgumentException if it is a group's or all zeros
   */
  public W5500Options mac(MacAddress address) {
    if (address.isMulticast() || address.value() == 0) {
      throw new IllegalArgumentException(
          address + " is not the hardware address of a single station");
    }
    mac = address;
    return this;
  }

  /**
   * Sets static addresses, as {@link dev.spinet.socket.Eth#setLinkInfo} does later.
   *
   * @param ip the chip's own address
   * @param mask the subnet mask; 0.0.0.0 for 255.255.255.0
   * @param gateway the router to other networks; 0.0.0.0 for none
   * @return this object
   * @throws IllegalArgumentException if the addresses do not fit together
   */
  public W5500Options address(Inet4Address ip, Inet4Address mask, Inet4Address gateway) {
    return address(ip, mask, gateway, anyAddress());
  }

  /**
   * Sets static addresses, as {@link dev.spinet.socket.Eth#setLinkInfo} does later. Without them
   * the interface gets its addresses by DHCP.
   *
   * @param ip the chip's own address
   * @param mask the subnet mask; 0.0.0.0 for 255.255.255.0
   * @param gateway the router to other networks; 0.0.0.0 for none
   * @param dns the name server; 0.0.0.0 for none
   * @return this object
   * @throws IllegalArgumentException if the addresses do not fit together
   */
  public W5500Options address(
      Inet4Address ip, Inet4Address mask, Inet4Address gateway, Inet4Address dns) {
    linkInfo = LinkInfo.ofStatic(ip, mask, gateway, dns, new MacAddress(0));
    return this;
  }

  /**
   * Sets the name that a DHCP server is told, which many show in their list of stations. The
   * default is {@code spinet}.
   *
   * @param name letters, digits and hyphens, 1 to 63 (RFC 1123, section 2.1); {@code null} tells no
   *     name
   * @return this object
   * @throws IllegalArgumentException if it is no host name
   */
  public W5500Options hostName(@Nullable String name) {
    if (name != null && !HOST_NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a host name: it has up to 63 letters, digits and hyphens".formatted(name));
    }
    hostName = name;
    return this;
  }

  /**
   * Sets whether an address that DHCP gave is given back when the interface is taken down and when
   * the driver is closed (the default). If not, the server keeps it until the lease ends.
   *
   * @param release {@code true} to give it back
   * @return this object
   */
  public W5500Options releaseLease(boolean release) {
    leaseReleased = release;
    return this;
  }

  /**
   * Sets the speed of the Ethernet link, or leaves it to negotiation (the default). The other end
   * has to be set to the same: a fixed end and a negotiating one do not agree on the duplex mode.
   *
   * @param mode the mode of the chip's PHY
   * @return this object
   */
  public W5500Options phy(PhyMode mode) {
    phy = mode;
    return this;
  }

  /**
   * Sets whether the space of received data is given back to the chip late, in larger pieces, which
   * saves two frames per call (the default), or at every call.
   *
   * @param deferred {@code true} for late
   * @return this object
   */
  public W5500Options deferredReceive(boolean deferred) {
    deferredReceive = deferred;
    return this;
  }

  /**
   * Sets whether SEND and the clearing of the last SENDOK travel in one frame (the default), or in
   * two. One is right if the chip cannot complete a SEND within one byte time of the bus, which the
   * datasheet does not promise; choose two if sends get stuck.
   *
   * @param combined {@code true} for one frame
   * @return this object
   */
  public W5500Options combinedCommand(boolean combined) {
    combinedCommand = combined;
    return this;
  }

  /**
   * Sets whether sockets for Ethernet frames get all frames on the cable, or only those to the
   * chip's own hardware address, to groups and to everybody (the default, the chip's MAC filter).
   *
   * @param all {@code true} for all frames
   * @return this object
   */
  public W5500Options promiscuous(boolean all) {
    promiscuous = all;
    return this;
  }

  /**
   * Sets how packets to multicast groups are sent: to the hardware address that the driver derives
   * from the group (RFC 1112, section 6.4), with SEND_MAC (the default), or with SEND like all
   * others. The datasheet (section 4.2, Sn_CR) does not say what SEND does with the address of a
   * group on a socket that is no member; the simulated chip takes both.
   *
   * @param byHardwareAddress {@code true} for SEND_MAC
   * @return this object
   */
  public W5500Options multicastByHardwareAddress(boolean byHardwareAddress) {
    multicastByHardwareAddress = byHardwareAddress;
    return this;
  }

  /**
   * Sets how long a closed connection may go on sending in the background. The default is 10 s.
   * Once the peer has all data, it is given a second at most to end its side.
   *
   * @param time zero or more
   * @return this object
   * @throws IllegalArgumentException if it is negative
   */
  public W5500Options linger(Duration time) {
    linger = notNegative(time, "the linger time");
    return this;
  }

  /**
   * Sets how often the chip is asked, while a socket is open, whether it still is configured,
   * whether the cable has a link and whether an interrupt got lost: one frame each time. The
   * default is 1 s. Without the check a reset of the chip is noticed only when a connection breaks,
   * and an interrupt that got lost is never made up for.
   *
   * @param period the interval; zero switches the check off
   * @return this object
   * @throws IllegalArgumentException if it is negative
   */
  public W5500Options healthCheck(Duration period) {
    healthCheck = notNegative(period, "the period of the health check");
    return this;
  }

  private static Duration notNegative(Duration time, String what) {
    if (time.isNegative()) {
      throw new IllegalArgumentException(what + " is not negative, but was " + time);
    }
    return time;
  }

  static Inet4Address anyAddress() {
    try {
      return (Inet4Address) InetAddress.getByAddress(new byte[] {0, 0, 0, 0});
    } catch (UnknownHostException e) {
      throw new AssertionError("four octets are an address", e);
    }
  }

  /**
   * The highest clock of the bus.
   *
   * @return hertz
   */
  public int speedHz() {
    return speedHz;
  }

  /**
   * The line that INTn is wired to.
   *
   * @return the line, or {@code null} for none
   */
  public @Nullable GpioLine interrupt() {
    return interrupt;
  }

  /**
   * The line that RSTn is wired to.
   *
   * @return the line, or {@code null} for none
   */
  public @Nullable GpioLine reset() {
    return reset;
  }

  List<Integer> buffers() {
    return buffers;
  }

  @Nullable MacAddress mac() {
    return mac;
  }

  @Nullable LinkInfo linkInfo() {
    return linkInfo;
  }

  @Nullable String hostName() {
    return hostName;
  }

  boolean isLeaseReleased() {
    return leaseReleased;
  }

  PhyMode phy() {
    return phy;
  }

  boolean isReceiveDeferred() {
    return deferredReceive;
  }

  boolean isCommandCombined() {
    return combinedCommand;
  }

  boolean isMulticastByHardwareAddress() {
    return multicastByHardwareAddress;
  }

  boolean isPromiscuous() {
    return promiscuous;
  }

  Duration linger() {
    return linger;
  }

  Duration healthCheck() {
    return healthCheck;
  }
}
