package dev.spinet.socket.driver;

import static dev.spinet.socket.SocketConstants.AF_INET;
import static dev.spinet.socket.SocketConstants.IPPROTO_TCP;
import static dev.spinet.socket.SocketConstants.SOCK_STREAM;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.UnknownHostException;

/**
 * A network chip that can carry sockets. Safe for use by several threads.
 *
 * <p>Waits in the methods of a driver and of its endpoints park the calling thread and hold no lock
 * of the chip, so virtual threads may call them.
 */
public interface NetworkDriver extends AutoCloseable {

  /**
   * Name for messages: the chip and the device, such as {@code W5500 on /dev/spidev0.0}.
   *
   * @return the name
   */
  String name();

  /**
   * Whether sockets of a kind can be opened on this chip. A driver that carries more than TCP over
   * IPv4 says so here.
   *
   * @param family the address family, such as {@link dev.spinet.socket.SocketConstants#AF_INET}
   * @param type the socket type, such as {@link dev.spinet.socket.SocketConstants#SOCK_STREAM}
   * @param protocol the protocol, such as {@link dev.spinet.socket.SocketConstants#IPPROTO_TCP}
   * @return whether the driver carries it
   */
  default boolean supports(int family, int type, int protocol) {
    return family == AF_INET && type == SOCK_STREAM && protocol == IPPROTO_TCP;
  }

  /**
   * Finds the address of a host by its name, asking over the chip's own network. A driver without a
   * resolver knows no names.
   *
   * @param host the name
   * @param timeoutNanos the longest wait, as for {@link StreamEndpoint}
   * @return the address
   * @throws UnknownHostException if there is no such name, or the driver cannot resolve any
   * @throws java.net.SocketTimeoutException if no answer came in time
   * @throws IOException if the chip fails
   */
  default Inet4Address resolve(String host, long timeoutNanos) throws IOException {
    throw new UnknownHostException(
        "'%s' is not an IPv4 address, and %s cannot look names up; give an address such as 192.168.1.10"
            .formatted(host, name()));
  }

  /**
   * Takes a hardware socket for a TCP connection.
   *
   * @return an endpoint in the unconnected state, which the caller closes
   * @throws dev.spinet.socket.NoFreeSocketException if all sockets of the chip are in use; the
   *     message says what holds them
   * @throws IOException if the chip has failed or the driver is closed
   */
  StreamEndpoint openStream() throws IOException;

  /**
   * Takes a hardware socket for messages. Only for what {@link #supports} says yes to.
   *
   * @param family {@link dev.spinet.socket.SocketConstants#AF_INET}, or {@link
   *     dev.spinet.socket.SocketConstants#AF_PACKET} for Ethernet frames
   * @param type {@link dev.spinet.socket.SocketConstants#SOCK_DGRAM} or {@link
   *     dev.spinet.socket.SocketConstants#SOCK_RAW}
   * @param protocol {@link dev.spinet.socket.SocketConstants#IPPROTO_UDP}, or the number of the IP
   *     protocol for raw sockets
   * @return an endpoint without local port, which the caller closes
   * @throws dev.spinet.socket.NoFreeSocketException if all sockets of the chip are in use; the
   *     message says what holds them
   * @throws IOException if the chip has failed or the driver is closed
   */
  default DatagramEndpoint openDatagram(int family, int type, int protocol) throws IOException {
    throw new UnsupportedOperationException(name() + " carries streams only");
  }

  /**
   * What the driver has done so far. Does not wait and does not touch the chip.
   *
   * @return a snapshot; {@link DriverStatistics#NONE} of a driver that does not count
   */
  default DriverStatistics statistics() {
    return DriverStatistics.NONE;
  }

  /**
   * Closes all endpoints, wakes every blocked caller, stops the driver's threads and frees its
   * devices. Closing twice has no effect.
   *
   * @throws IOException if a device reports an error
   */
  @Override
  void close() throws IOException;
}
