package dev.spinet.socket;

import java.io.IOException;
import java.net.Inet4Address;
import java.time.Duration;
import java.util.Optional;

/**
 * The link of a chip with an Ethernet port: whether it is there, and with which addresses. Safe for
 * use by several threads.
 */
public interface Eth extends NetworkLink {

  /**
   * Brings the interface up: waits for the other end of the cable, and takes the addresses that
   * were set into use, or those that a DHCP server gives if none were. Does nothing more than check
   * if the interface is up already.
   *
   * <p>An address from a DHCP server is extended in the background for as long as the interface is
   * up. If it is lost, open connections fail with {@link LinkDownException}, and another one is
   * asked for.
   *
   * @param timeout the longest wait; zero only looks, and a negative one is refused
   * @throws IllegalArgumentException if the time-out is negative
   * @throws IllegalStateException if no address was set and the driver cannot ask for one
   * @throws LinkDownException if there is no link when the time is over; what to check is in the
   *     message
   * @throws DhcpException if there is a link but DHCP gives no address in time; the message says
   *     whether no server answered, one refused, or the address is in use by another station
   * @throws java.io.InterruptedIOException if the thread is interrupted, its interrupt status set
   * @throws IOException if the chip fails or the driver is closed
   */
  @Override
  void link(Duration timeout) throws IOException;

  /**
   * Takes the interface down. Open connections fail with {@link LinkDownException}. The addresses
   * that were set stay set for the next {@link #link()}; one from a DHCP server is given back to
   * it.
   *
   * @throws IOException if the chip fails or the driver is closed
   */
  @Override
  void unlink() throws IOException;

  /**
   * What a DHCP server has given, if the interface has its address from one.
   *
   * @return the lease; empty with a static address, and while there is none
   * @throws IOException if the chip fails or the driver is closed
   */
  default Optional<LeaseInfo> lease() throws IOException {
    return Optional.empty();
  }

  /**
   * Finds the address of a host by its name, asking the name server of this interface.
   *
   * @param host a name, or an IPv4 address as text, which is returned without asking
   * @param timeout the longest wait; zero returns what is known already
   * @return the address
   * @throws IllegalArgumentException if the time-out is negative
   * @throws java.net.UnknownHostException if there is no such host, it has no IPv4 address, or no
   *     name server is known; the message says which
   * @throws java.net.SocketTimeoutException if no name server answers in time
   * @throws java.io.InterruptedIOException if the thread is interrupted, its interrupt status set
   * @throws IOException if there is no link, or the chip fails or the driver is closed
   */
  @Override
  default Inet4Address gethostbyname(String host, Duration timeout) throws IOException {
    var address = Ipv4.literal(host);
    if (address == null) {
      throw new java.net.UnknownHostException(
          "'%s' is not an IPv4 address, and this driver cannot look names up".formatted(host));
    }
    return address;
  }

  /**
   * Sets static addresses. Call it before {@link #link()}; on an interface that is up they take
   * effect at once, and an address from a DHCP server is given back.
   *
   * @param ip the interface's own address; 0.0.0.0 takes a static address away again, and the next
   *     {@link #link()} asks a DHCP server
   * @param mask the subnet mask; 0.0.0.0 for 255.255.255.0
   * @param gateway the router to other networks; 0.0.0.0 for none
   * @param dns the name server; 0.0.0.0 for none
   * @throws IllegalArgumentException if the addresses do not fit together, see {@link LinkInfo}
   * @throws IOException if the chip fails or the driver is closed
   */
  @Override
  void setLinkInfo(Inet4Address ip, Inet4Address mask, Inet4Address gateway, Inet4Address dns)
      throws IOException;
}
