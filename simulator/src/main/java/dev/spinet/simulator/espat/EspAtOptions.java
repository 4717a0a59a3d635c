package dev.spinet.simulator.espat;

import dev.spinet.bindings.espat.FlowControl;
import dev.spinet.bindings.espat.LinkLimits;
import dev.spinet.bindings.espat.UartLimits;
import dev.spinet.simulator.packet.MacAddress;

/**
 * How a module is made and connected.
 *
 * @param profile its firmware
 * @param mac address of its station; that of its access point is the next one
 * @param baud bits per second after a start, as if AT+UART_DEF had set it
 * @param flowControl flow control after a start
 * @param flowControlWired whether RTS and CTS are connected to the host
 * @param timing how long it takes for what it does
 * @param heap bytes of memory that are free when it has nothing to do
 * @param window bytes of a TCP connection that it holds unread; the firmware as it is published has
 *     {@link LinkLimits#TCP_WINDOW}, one that its user has built may have up to 65535
 * @param seed of its port numbers, sequence numbers and faults
 */
public record EspAtOptions(
    FirmwareProfile profile,
    MacAddress mac,
    int baud,
    FlowControl flowControl,
    boolean flowControlWired,
    ModuleTiming timing,
    int heap,
    int window,
    long seed) {

  /** The window of TCP has 16 bits (RFC 9293, 3.1), and the firmware does not scale it. */
  private static final int LARGEST_WINDOW = 0xffff;

  /** Firmware 4.1 at 115200 baud with RTS and CTS connected but not used, without delays. */
  public static final EspAtOptions DEFAULT =
      new EspAtOptions(
          FirmwareProfile.V4_1,
          MacAddress.parse("02:53:50:4e:e5:01"),
          UartLimits.BAUD_DEFAULT,
          FlowControl.NONE,
          true,
          ModuleTiming.INSTANT,
          150_000,
          LinkLimits.TCP_WINDOW,
          1);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if one is left; the message says which
   */
  public EspAtOptions {
    if (baud < UartLimits.BAUD_MIN || baud > UartLimits.BAUD_MAX) {
      throw new IllegalArgumentException(
          "a module runs at %d to %d baud, not %d"
              .formatted(UartLimits.BAUD_MIN, UartLimits.BAUD_MAX, baud));
    }
    if (mac.isGroup()) {
      throw new IllegalArgumentException("a station cannot have the address of a group: " + mac);
    }
    if (window < LinkLimits.TCP_WINDOW || window > LARGEST_WINDOW) {
      throw new IllegalArgumentException(
          "a window has %d to %d bytes, not %d"
              .formatted(LinkLimits.TCP_WINDOW, LARGEST_WINDOW, window));
    }
  }

  /**
   * The same with another firmware.
   *
   * @param newProfile the firmware
   * @return new options
   */
  public EspAtOptions withProfile(FirmwareProfile newProfile) {
    return new EspAtOptions(
        newProfile, mac, baud, flowControl, flowControlWired, timing, heap, window, seed);
  }

  /**
   * The same with another address.
   *
   * @param newMac address of the station
   * @return new options
   */
  public EspAtOptions withMac(MacAddress newMac) {
    return new EspAtOptions(
        profile, newMac, baud, flowControl, flowControlWired, timing, heap, window, seed);
  }

  /**
   * The same with another speed after a start.
   *
   * @param newBaud bits per second
   * @return new options
   */
  public EspAtOptions withBaud(int newBaud) {
    return new EspAtOptions(
        profile, mac, newBaud, flowControl, flowControlWired, timing, heap, window, seed);
  }

  /**
   * The same with RTS and CTS connected or not.
   *
   * @param newFlowControl flow control after a start
   * @param wired whether they are connected
   * @return new options
   */
  public EspAtOptions withFlowControl(FlowControl newFlowControl, boolean wired) {
    return new EspAtOptions(profile, mac, baud, newFlowControl, wired, timing, heap, window, seed);
  }

  /**
   * The same, faster or slower.
   *
   * @param newTiming how long it takes for what it does
   * @return new options
   */
  public EspAtOptions withTiming(ModuleTiming newTiming) {
    return new EspAtOptions(
        profile, mac, baud, flowControl, flowControlWired, newTiming, heap, window, seed);
  }

  /**
   * The same with another window of TCP, as firmware that its user has built may have.
   *
   * @param newWindow bytes, {@link LinkLimits#TCP_WINDOW} to 65535
   * @return new options
   */
  public EspAtOptions withWindow(int newWindow) {
    return new EspAtOptions(
        profile, mac, baud, flowControl, flowControlWired, timing, heap, newWindow, seed);
  }

  /**
   * The same with other accidents.
   *
   * @param newSeed of its port numbers, sequence numbers and faults
   * @return new options
   */
  public EspAtOptions withSeed(long newSeed) {
    return new EspAtOptions(
        profile, mac, baud, flowControl, flowControlWired, timing, heap, window, newSeed);
  }
}
