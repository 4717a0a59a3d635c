package dev.spinet.socket;

import java.io.IOException;
import java.net.Inet4Address;
import java.time.Duration;
import java.util.List;

/**
 * The link of a chip with a radio: the access point it has joined, and with which addresses. Safe
 * for use by several threads.
 *
 * <pre>{@code
 * wifi.link("Your Wifi SSID", WIFI_WPA2, "Your Wifi Password");
 * }</pre>
 */
public interface Wifi {

  /** How long {@link #link(String, WifiSecurity, String)} waits: 30 seconds. */
  Duration DEFAULT_LINK_TIMEOUT = Duration.ofSeconds(30);

  /** How long {@link #scan()} waits: 15 seconds. */
  Duration DEFAULT_SCAN_TIMEOUT = Duration.ofSeconds(15);

  /** How long {@link #gethostbyname(String)} waits: 10 seconds. */
  Duration DEFAULT_NAME_TIMEOUT = Duration.ofSeconds(10);

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
   * @param network the network
   * @param timeout the longest wait, at least a second
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
   * Leaves the network. Open connections fail with {@link LinkDownException}.
   *
   * @throws IOException if the chip fails or the driver is closed
   */
  void unlink() throws IOException;

  /**
   * Whether sockets can be used: a network is joined <em>and</em> there is an address.
   *
   * @return whether both hold now
   * @throws IOException if the chip fails or the driver is closed
   */
  boolean isLinked() throws IOException;

  /**
   * The addresses as they are now.
   *
   * @return the addresses; 0.0.0.0 for what is not set
   * @throws IOException if the chip fails or the driver is closed
   */
  LinkInfo linkInfo() throws IOException;

  /**
   * Sets static addresses. Call it before {@link #link}; on a network that is joined they take
   * effect at once.
   *
   * @param ip the chip's own address; 0.0.0.0 takes a static address away again, and a DHCP server
   *     is asked
   * @param mask the subnet mask; 0.0.0.0 for 255.255.255.0
   * @param gateway the router to other networks; 0.0.0.0 for none
   * @param dns the name server; 0.0.0.0 for none
   * @throws IllegalArgumentException if the addresses do not fit together, see {@link LinkInfo}
   * @throws IOException if the chip fails or the driver is closed
   */
  void setLinkInfo(Inet4Address ip, Inet4Address mask, Inet4Address gateway, Inet4Address dns)
      throws IOException;

  /**
   * Sets static addresses, written as text.
   *
   * @param ip the chip's own address, such as {@code 192.168.1.50}; 0.0.0.0 takes a static address
   *     away again
   * @param mask the subnet mask; 0.0.0.0 for 255.255.255.0
   * @param gateway the router to other networks; 0.0.0.0 for none
   * @param dns the name server; 0.0.0.0 for none
   * @throws IllegalArgumentException if a text is not an IPv4 address, or if the addresses do not
   *     fit together
   * @throws IOException if the chip fails or the driver is closed
   */
  default void setLinkInfo(String ip, String mask, String gateway, String dns) throws IOException {
    setLinkInfo(
        Ipv4.required("an IPv4 address", ip),
        Ipv4.required("a subnet mask", mask),
        Ipv4.required("the address of a gateway", gateway),
        Ipv4.required("the address of a name server", dns));
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
   * Finds the address of a host by its name. Waits {@link #DEFAULT_NAME_TIMEOUT} at most.
   *
   * @param host a name, or an IPv4 address as text, which is returned without asking
   * @return the address
   * @throws IOException as {@link #gethostbyname(String, Duration)}
   */
  default Inet4Address gethostbyname(String host) throws IOException {
    return gethostbyname(host, DEFAULT_NAME_TIMEOUT);
  }

  /**
   * Finds the address of a host by its name.
   *
   * @param host a name, or an IPv4 address as text, which is returned without asking
   * @param timeout the longest wait
   * @return the address
   * @throws java.net.UnknownHostException if there is no such host, or it has no IPv4 address
   * @throws java.net.SocketTimeoutException if there is no answer in time
   * @throws IOException if there is no link, or the chip fails or the driver is closed
   */
  Inet4Address gethostbyname(String host, Duration timeout) throws IOException;
}
