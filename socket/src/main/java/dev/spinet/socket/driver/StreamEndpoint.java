package dev.spinet.socket.driver;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection on a chip.
 *
 * <p>One thread at a time connects, one receives, and one sends; these three overlap only as
 * receiving and sending do. {@link #available()}, {@link #shutdownOutput()}, the addresses and
 * {@link #close()} may be called by any thread at any time. Memory handed over is native and stays
 * reachable until the call returns; only the calling thread may touch it, since its arena may be
 * confined.
 *
 * <p>Every wait ends with the time-out, with the end of the connection, or with {@link #close()},
 * which makes blocked calls throw {@link java.net.SocketException} "Socket closed", as it does all
 * calls that come later. A blocked thread that is interrupted gets {@link
 * java.io.InterruptedIOException} with its interrupt status set and no byte lost; a call that need
 * not wait does its work whether the thread is interrupted or not. Time-outs are in nanoseconds; 0
 * does not wait, {@link Long#MAX_VALUE} waits for ever.
 */
public interface StreamEndpoint extends Endpoint {

  /**
   * Turns an unconnected endpoint into a listener at its local port, or at a random one if it is
   * not bound. This endpoint is used up: its chip socket belongs to the listener.
   *
   * @param backlog how many connections may wait to be accepted, at least 1; a chip with fewer free
   *     sockets listens with those it has
   * @return the listener, which the caller closes
   * @throws IOException if the endpoint is connected or the chip fails
   */
  default ListenEndpoint listen(int backlog) throws IOException {
    throw new UnsupportedOperationException("this driver cannot listen");
  }

  /**
   * Connects, or goes on waiting for a connection already begun to the same peer.
   *
   * @param address the peer's address
   * @param port the peer's port, 1 to 65535
   * @param timeoutNanos the longest wait
   * @return whether the connection is established; {@code false} if it is still being tried when
   *     the time is over
   * @throws dev.spinet.socket.ConnectionRefusedException if the peer refuses
   * @throws IOException if the peer cannot be reached, the link is down or the chip fails; the
   *     endpoint is unconnected again then
   */
  boolean connect(Inet4Address address, int port, long timeoutNanos) throws IOException;

  /**
   * Gives up a connection being tried. The endpoint is unconnected again.
   *
   * @throws IOException if the chip fails
   */
  void cancelConnect() throws IOException;

  /**
   * Receives into the caller's memory with no copy in between, waiting for the first byte.
   *
   * @param target native memory
   * @param offset offset of the first byte in it
   * @param length most bytes to receive, at least 1
   * @param timeoutNanos the longest wait for the first byte
   * @return the number of bytes received; 0 if none came in time; -1 at the end of the stream, and
   *     again at every call after that
   * @throws IOException if the connection is reset or lost, or the chip fails; bytes that arrived
   *     before are delivered first, and a lost connection throws at every call after that
   */
  int receive(MemorySegment target, long offset, int length, long timeoutNanos) throws IOException;

  /**
   * Hands bytes to the chip for sending, waiting until it takes at least one.
   *
   * @param source native memory
   * @param offset offset of the first byte in it
   * @param length most bytes to send, at least 1
   * @param timeoutNanos the longest wait for room
   * @return the number of bytes taken; 0 if there was no room in time
   * @throws IOException if the connection is reset or lost, or the chip fails
   */
  int send(MemorySegment source, long offset, int length, long timeoutNanos) throws IOException;

  /**
   * Bytes that can be received without waiting.
   *
   * @return a lower bound, 0 or more
   * @throws IOException if the chip fails
   */
  int available() throws IOException;

  /**
   * Ends the sending direction after what was sent before. Receiving goes on. A call that waits in
   * {@link #send} throws a {@link java.net.SocketException}, as later ones do. Doing it twice has
   * no effect.
   *
   * @throws IOException if the chip fails
   */
  void shutdownOutput() throws IOException;

  /**
   * The peer.
   *
   * @return its address and port, or {@code null} when not connected
   */
  @Nullable InetSocketAddress remoteAddress();

  /**
   * Ends the connection in an orderly way and frees the chip's socket. Returns at once: what was
   * sent before goes out in the background, for a bounded time, after which the connection is cut.
   * Wakes blocked callers. Closing twice has no effect.
   *
   * @throws IOException if the chip fails
   */
  @Override
  void close() throws IOException;
}
