package dev.spinet.socket.driver;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A socket on a chip: what all kinds have in common. Safe for use by several threads, as each kind
 * says in detail.
 */
public interface Endpoint extends AutoCloseable {

  /** In {@link #poll} and {@link #watch}: receiving or accepting would not wait. */
  int READABLE = 1;

  /** In {@link #poll} and {@link #watch}: sending, or finishing a connect, would not wait. */
  int WRITABLE = 2;

  /** In {@link #poll} and {@link #watch}: the socket has met an error. */
  int FAILED = 4;

  /**
   * Chooses the local end. Does not wait.
   *
   * @param address the chip's own address, or 0.0.0.0 for whichever it has
   * @param port the local port; 0 for a random free one of 49152 to 65535
   * @throws java.net.BindException if the port is in use on the chip, the address is not the
   *     chip's, or the socket has a local end already
   * @throws IOException if the chip fails
   */
  default void bind(Inet4Address address, int port) throws IOException {
    throw new UnsupportedOperationException("this driver cannot bind sockets");
  }

  /**
   * Sets an option whose meaning is the chip's business. Those of the socket layer, such as {@link
   * dev.spinet.socket.SocketConstants#SO_RCVTIMEO}, do not come here.
   *
   * @param level {@link dev.spinet.socket.SocketConstants#SOL_SOCKET} or a protocol
   * @param option the option's number at that level
   * @param value the value; 0 and 1 for off and on
   * @throws UnsupportedOperationException if the chip has no such option; the message names it
   * @throws IllegalArgumentException if the value is out of range
   * @throws IOException if the chip fails
   */
  default void setOption(int level, int option, int value) throws IOException {
    throw new UnsupportedOperationException(
        "there is no option %d at level %d".formatted(option, level));
  }

  /**
   * Reads an option, see {@link #setOption}.
   *
   * @param level {@link dev.spinet.socket.SocketConstants#SOL_SOCKET} or a protocol
   * @param option the option's number at that level
   * @return the value in effect
   * @throws UnsupportedOperationException if the chip has no such option; the message names it
   * @throws IOException if the chip fails
   */
  default int getOption(int level, int option) throws IOException {
    throw new UnsupportedOperationException(
        "there is no option %d at level %d".formatted(option, level));
  }

  /**
   * What the socket is ready for now. Does not wait. An ended stream, a lost connection and a
   * failed chip are readable and writable, because calls return or throw at once.
   *
   * @param interests bits of {@link #READABLE}, {@link #WRITABLE} and {@link #FAILED}
   * @return those of the interests that hold
   * @throws IOException if the endpoint is closed
   */
  default int poll(int interests) throws IOException {
    throw new UnsupportedOperationException("this driver cannot tell whether a socket is ready");
  }

  /**
   * From now on a listener is told whenever the socket may have become ready for one of the
   * interests, or was closed. It may be told for nothing; it is never not told. What was ready
   * before is not told: call {@link #poll} after this. Called by the driver's thread or by any
   * other, with the driver's lock held or not, so the listener neither waits nor calls the driver:
   * it wakes a thread.
   *
   * @param interests bits of {@link #READABLE}, {@link #WRITABLE} and {@link #FAILED}
   * @param listener what to run; the same object serves one call of this method at a time
   * @throws IOException if the endpoint is closed or the chip fails
   */
  default void watch(int interests, Runnable listener) throws IOException {
    throw new UnsupportedOperationException("this driver cannot tell when a socket is ready");
  }

  /**
   * Forgets a listener. Unknown ones are ignored, as are all after {@link #close}.
   *
   * @param listener what was given to {@link #watch}
   * @throws IOException if the chip fails
   */
  default void unwatch(Runnable listener) throws IOException {}

  /**
   * Ends the receiving direction of this end; the peer is not told. What has arrived is dropped,
   * and what still arrives is dropped or left to the chip's flow control. A receiving call that
   * waits, and all later ones, return -1 at once. Does not wait; doing it twice has no effect.
   *
   * @throws IOException if the endpoint is closed or the chip fails
   */
  default void shutdownInput() throws IOException {
    throw new UnsupportedOperationException("this driver cannot end receiving alone");
  }

  /**
   * This end.
   *
   * @return the chip's address and the local port, or {@code null} as long as there is none
   */
  @Nullable InetSocketAddress localAddress();

  /**
   * What the driver has counted for this endpoint. Does not wait; may be called after {@link
   * #close}, when nothing is added any more.
   *
   * @return a snapshot
   */
  default EndpointStatistics endpointStatistics() {
    return EndpointStatistics.NONE;
  }

  /**
   * Frees the chip's socket, as each kind says. Wakes blocked callers, who get {@link
   * java.net.SocketException} "Socket closed". Closing twice has no effect.
   *
   * @throws IOException if the chip fails
   */
  @Override
  void close() throws IOException;
}
