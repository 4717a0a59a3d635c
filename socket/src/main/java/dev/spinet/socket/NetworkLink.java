package dev.spinet.socket;

import java.io.IOException;
import java.net.Inet4Address;
import java.time.Duration;

/**
 * The way of a chip into its network, whether by cable or by radio: what {@link Eth} and {@link
 * Wifi} have in common. A program that takes a device URI from its user needs no more than this:
 *
 * <pre>{@code
 * NetworkDriver driver = Drivers.open(uri);
 * if (driver instanceof NetworkLink link) {
 *   link.link();
 * }
 * }</pre>
 *
 * <p>Safe for use by several threads.
 */
public interface NetworkLink {

  /** How long {@link #link()} waits: 30 seconds. */
  Duration DEFAULT_LINK_TIMEOUT = Duration.ofSeconds(30);

  /** How long {@link #gethostbyname(String)} waits: 10 seconds. */
  Duration DEFAULT_NAME_TIMEOUT = Duration.ofSeconds(10);

  /**
   * Makes the link, waiting at most {@link #DEFAULT_LINK_TIMEOUT}.
   *
   * @throws IOException as {@link #link(Duration)}
   */
  default void link() throws IOException {
    link(DEFAULT_LINK_TIMEOUT);
  }

  /**
   * Makes the link with what the driver was told when it was opened, and waits until sockets can be
   * used: there is a network, and an address in it.
   *
   * @param timeout the longest wait
   * @throws IllegalStateException if the driver was not told enough; the message says what to do
   * @throws java.io.InterruptedIOException if the thread is interrupted, its interrupt status set
   * @throws IOException if there is no link in time; each kind says which causes it tells apart
   */
  void link(Duration timeout) throws IOException;

  /**
   * Leaves the network. Open connections fail with {@link LinkDownException}.
   *
   * @throws IOException if the chip fails or the driver is closed
   */
  void unlink() throws IOException;

  /**
   * Whether sockets can be used: there is a network <em>and</em> an address in it.
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
   * @throws IllegalArgumentException if the time-out is negative
   * @throws java.net.UnknownHostException if there is no such host, or it has no IPv4 address
   * @throws java.net.SocketTimeoutException if there is no answer in time
   * @throws java.io.InterruptedIOException if the thread is interrupted, its interrupt status set
   * @throws IOException if there is no link, or the chip fails or the driver is closed
   */
  Inet4Address gethostbyname(String host, Duration timeout) throws IOException;

  /**
   * Sets static addresses. Call it before {@link #link()}; on a link that is there they take effect
   * at once.
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
   *     fit together, see {@link LinkInfo}
   * @throws IOException if the chip fails or the driver is closed
   */
  default void setLinkInfo(String ip, String mask, String gateway, String dns) throws IOException {
    setLinkInfo(
        Ipv4.required("an IPv4 address", ip),
        Ipv4.required("a subnet mask", mask),
        Ipv4.required("the address of a gateway", gateway),
        Ipv4.required("the address of a name server", dns));
  }
}
