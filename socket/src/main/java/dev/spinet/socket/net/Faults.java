package dev.spinet.socket.net;

import dev.spinet.socket.ConnectionResetException;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Our errors as those who know {@code java.net} expect them. The classes of our exceptions extend
 * those of {@code java.net}, so what is left are the messages that programs compare, with ours as
 * the cause.
 */
final class Faults {

  private Faults() {}

  static SocketTimeoutException timedOut(String message, SocketTimeoutException cause) {
    var timeout = new SocketTimeoutException(message);
    timeout.initCause(cause);
    return timeout;
  }

  /** A lost connection: programs look for these two words. */
  static SocketException reset(ConnectionResetException cause) {
    return new ConnectionResetException("Connection reset", cause);
  }

  static SocketException closed() {
    return new SocketException("Socket closed");
  }

  static SocketException closedByInterrupt(IOException cause) {
    return new SocketException("Closed by interrupt", cause);
  }

  /** What a driver cannot do is no fault of the program: an exception that it has to catch. */
  static SocketException unsupported(UnsupportedOperationException cause) {
    return new SocketException(String.valueOf(cause.getMessage()), cause);
  }

  /** For the methods that may throw nothing else. */
  static SocketException asSocketException(IOException cause) {
    return cause instanceof SocketException same
        ? same
        : new SocketException(String.valueOf(cause.getMessage()), cause);
  }

  /**
   * The address of this end that was asked for.
   *
   * @param address the address; {@code null} and every wildcard mean whichever the chip has
   * @throws SocketException if it is an IPv6 address
   */
  static Inet4Address local(@Nullable InetAddress address) throws SocketException {
    if (address == null || address.isAnyLocalAddress()) {
      return any();
    }
    if (address instanceof Inet4Address ipv4) {
      return ipv4;
    }
    throw new SocketException(
        "%s is not an IPv4 address; the chip carries IPv4 only"
            .formatted(address.getHostAddress()));
  }

  /**
   * Refuses a peer that no chip can reach, before it is asked for on the network.
   *
   * @throws NoRouteToHostException if it is on the loopback of this machine
   */
  static void requireBeyondLoopback(@Nullable InetAddress peer) throws NoRouteToHostException {
    if (peer != null && peer.isLoopbackAddress()) {
      throw new NoRouteToHostException(
          "%s is the loopback of this machine, which a chip cannot reach; give the address that this"
              .concat(" machine has on the chip's network, or use a socket of the JDK")
              .formatted(peer.getHostAddress()));
    }
  }

  static Inet4Address any() {
    return Inet4Address.ofLiteral("0.0.0.0");
  }

  /** An address that remembers the name it was found by, so that nobody looks it up backwards. */
  static InetAddress named(String host, InetAddress address) {
    try {
      return InetAddress.getByAddress(host, address.getAddress());
    } catch (UnknownHostException e) {
      throw new AssertionError("the octets of an address always make an address", e);
    }
  }
}
