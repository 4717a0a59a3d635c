package dev.spinet.socket;

import java.io.IOException;
import java.net.Inet4Address;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The link of a chip with a radio: the access point it has joined, and with which addresses. Safe
 * for use by several threads.
 *
 * <pre>{@code
 * wifi.link("Your Wifi SSID", WIFI_WPA2, "Your Wifi Password");
 * }</pre>
 */
public interface Wifi extends NetworkLink {

  /** How long {@link #scan()} waits: 15 seconds. */
  Duration DEFAULT_SCAN_TIMEOUT = Duration.ofSeconds(15);

  /** How many stations may join the chip's own access point, if nobody says: 4. */
  int USUAL_STATIONS = 4;

  /**
   * Joins a network, waiting at most {@link #DEFAULT_LINK_TIMEOUT}.
   *
   * @param ssid the network's name, at most 32 bytes in UTF-8
   * @param security how it is protected
   * @param password its password; empty for an open network
   * @throws IOException as {@link #link(WifiNetwork, Duration)}
   */
  default void link(String ssid, WifiSecurity security, String password) throws IOException {
    link(WifiNetwork.of(ssid, security, password), DEFAULT_LINK_TIMEOUT);
  }

  /**
   * Joins a network: associates with an access point, and takes the addresses that were set into
   * use, or those that a DHCP server gives if none were.
   *
   * <p>From then on the network is joined again in the background whenever it is lost, with longer
   * and longer pauses, until {@link #unlink()} or a call of this method for another network. Open
   * connections do not survive the loss.
   *
   * <p>A chip that is joining cannot be stopped: the call may take five seconds longer than its
   * time-out, to say what went wrong. After that, or if the caller is interrupted, the network is
   * not wanted any more: the chip leaves it as soon as it has joined it.
   *
   * @param network the network
   * @param timeout the longest wait for the network, at least a second
   * @throws WrongPasswordException if the access point refuses the password
   * @throws AccessPointNotFoundException if no access point of the network is in reach
   * @throws DhcpException if the access point was joined but there is no address in time
   * @throws java.net.SocketTimeoutException if the access point does not answer in time
   * @throws WifiException if joining fails for another reason
   * @throws java.io.InterruptedIOException if the thread is interrupted, its interrupt status set
   * @throws IOException if the chip fails or the driver is closed
   */
  void link(WifiNetwork network, Duration timeout) throws IOException;

  /**
   * Joins the network that the device was opened with: that of its URI, or of the options of its
   * driver.
   *
   * @param timeout the longest wait, at least a second
   * @throws IllegalStateException if it was opened with none; the message says what to do
   * @throws IOException as {@link #link(WifiNetwork, Duration)}
   */
  @Override
  void link(Duration timeout) throws IOException;

  /**
   * The network that is joined, or would be: the last one that was joined and not left again, else
   * the one that the device was opened with.
   *
   * @return the network; empty if there is none
   */
  Optional<WifiNetwork> network();

  /**
   * Tries to join a network several times.
   *
   * @param ssid the network's name
   * @param password its password
   * @param security how it is protected
   * @param attempts how often, at least once
   * @param delay the pause between two attempts
   * @throws IOException what the last attempt failed with
   */
  default void tryLink(
      String ssid, String password, WifiSecurity security, int attempts, Duration delay)
      throws IOException {
    var network = WifiNetwork.of(ssid, security, password);
    for (int attempt = 1; ; attempt++) {
      try {
        link(network, DEFAULT_LINK_TIMEOUT);
        return;
      } catch (java.net.SocketException | java.net.SocketTimeoutException e) {
        if (attempt >= attempts) {
          throw e;
        }
      }
      try {
        Thread.sleep(delay);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        var interrupted = new java.io.InterruptedIOException("joining was interrupted");
        interrupted.initCause(e);
        throw interrupted;
      }
    }
  }

  /**
   * Looks for access points, waiting at most {@link #DEFAULT_SCAN_TIMEOUT}.
   *
   * @return the access points, strongest first
   * @throws IOException as {@link #scan(Duration)}
   */
  default List<AccessPoint> scan() throws IOException {
    return scan(DEFAULT_SCAN_TIMEOUT);
  }

  /**
   * Looks for access points. Connections do not go on meanwhile.
   *
   * @param timeout the longest wait; a scan takes some seconds
   * @return the access points, strongest first
   * @throws java.net.SocketTimeoutException if the time is over
   * @throws IOException if the chip fails or the driver is closed
   */
  List<AccessPoint> scan(Duration timeout) throws IOException;

  /**
   * How strong the access point is received.
   *
   * @return dBm: -30 is very near, -90 is lost
   * @throws LinkDownException if no network is joined
   * @throws IOException if the chip fails or the driver is closed
   */
  int rssi() throws IOException;

  /**
   * Sets an access point up on channel 1, for four stations, as {@link #softapInit(WifiNetwork,
   * int, int)}.
   *
   * @param ssid the network's name, at most 32 bytes in UTF-8
   * @param security how it is protected
   * @param password its password; empty for an open network
   * @throws IOException as {@link #softapInit(WifiNetwork, int, int)}
   */
  default void softapInit(String ssid, WifiSecurity security, String password) throws IOException {
    softapInit(WifiNetwork.of(ssid, security, password), 1, USUAL_STATIONS);
  }

  /**
   * Sets an access point of the chip's own up, in place of one before it. Other stations can join
   * it and reach sockets of the chip, whether the chip has joined a network itself or not. If it
   * has, the channel is the one of that network. The chip gives its stations their addresses by
   * DHCP. A chip that was reset sets the access point up again.
   *
   * @param network the network's name, protection and password
   * @param channel the channel, 1 to 13 on 2.4 GHz
   * @param maxStations how many stations may join, at least one
   * @throws WifiException if the chip refuses; the message does not tell the password
   * @throws UnsupportedOperationException if the chip cannot be an access point, or not with this
   *     protection
   * @throws java.io.InterruptedIOException if the thread is interrupted, its interrupt status set
   * @throws IOException if the chip fails or the driver is closed
   */
  default void softapInit(WifiNetwork network, int channel, int maxStations) throws IOException {
    throw noAccessPoint();
  }

  /**
   * Sets the addresses of the chip's own access point, now and whenever it is set up.
   *
   * @param ip the chip's address in its own network
   * @param gateway the router that stations are told, usually the same
   * @param mask the subnet mask
   * @throws WifiException if the chip refuses
   * @throws UnsupportedOperationException if the chip cannot be an access point
   * @throws IOException if the chip fails or the driver is closed
   */
  default void softapConfig(Inet4Address ip, Inet4Address gateway, Inet4Address mask)
      throws IOException {
    throw noAccessPoint();
  }

  /**
   * The addresses of the chip's own access point.
   *
   * @return the addresses; there is no name server
   * @throws LinkDownException if there is no access point
   * @throws UnsupportedOperationException if the chip cannot be an access point
   * @throws IOException if the chip fails or the driver is closed
   */
  default LinkInfo softapInfo() throws IOException {
    throw noAccessPoint();
  }

  /**
   * Who has joined the chip's own access point.
   *
   * @return the stations; none if there is no access point
   * @throws UnsupportedOperationException if the chip cannot be an access point
   * @throws IOException if the chip fails or the driver is closed
   */
  default List<WifiStation> softapStations() throws IOException {
    throw noAccessPoint();
  }

  /**
   * Switches the chip's own access point off. Does nothing if there is none.
   *
   * @throws UnsupportedOperationException if the chip cannot be an access point
   * @throws IOException if the chip fails or the driver is closed
   */
  default void softapOff() throws IOException {
    throw noAccessPoint();
  }

  private static UnsupportedOperationException noAccessPoint() {
    return new UnsupportedOperationException("this chip cannot be an access point");
  }
}
