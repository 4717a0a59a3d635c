package dev.spinet.socket;

import dev.spinet.socket.driver.Endpoint;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * What a socket is: one end of a stream, a listener, or a place for datagrams. A stream socket may
 * become a listener, nothing else changes. A call that a role does not know is refused with a
 * sentence that says what to do instead.
 *
 * <p>Flags are those of {@link Flags}; limits and starts are those of {@link TimeLimit}.
 */
abstract sealed class Role permits StreamRole, ListenerRole, DatagramRole {

  final Traffic traffic = new Traffic();

  /** What the socket has done in this role. */
  final SocketStatistics statistics() {
    return traffic.snapshot(endpoint().endpointStatistics());
  }

  /** What carries the socket now. */
  abstract Endpoint endpoint();

  /** Lets no further call in, wakes those that wait and closes the endpoint. */
  abstract void close() throws IOException;

  /** Why this role does not know an activity, and what to do instead. */
  abstract SocketException refusal(String activity);

  /** For people, such as "connected to 192.168.1.10:80". */
  abstract String state();

  /** The peer of a connection, or the chosen one of a datagram socket. */
  abstract @Nullable InetSocketAddress remoteAddress();

  /** What the socket is ready for, of some interests; as {@link Endpoint#poll}. */
  abstract int poll(int interests) throws IOException;

  void connect(InetSocketAddress peer, long limit) throws IOException {
    throw refusal("connect");
  }

  /**
   * Connects, but an interrupt does not give the attempt up: the next call with the same peer goes
   * on with it.
   */
  void connectOrGoOn(InetSocketAddress peer, long limit) throws IOException {
    connect(peer, limit);
  }

  void disconnect() throws IOException {
    throw refusal("disconnect");
  }

  void bind(Inet4Address address, int port, long limit) throws IOException {
    throw refusal("bind");
  }

  ListenerRole listen(int backlog, long limit) throws IOException {
    throw refusal("listen");
  }

  StreamRole accept(Watchers watchers, long limit) throws IOException {
    throw refusal("accept");
  }

  /**
   * Receives into memory.
   *
   * @param segment where the bytes go, or {@code null} if they go into the array
   * @param array where the bytes go if there is no segment
   * @param offset where the first byte goes
   * @param length how many bytes
   * @return how many were received; -1 at the end
   */
  int receive(
      @Nullable MemorySegment segment,
      byte @Nullable [] array,
      long offset,
      int length,
      int flags,
      long limit)
      throws IOException {
    throw refusal("receive");
  }

  /** Receives into a new array; none of 0 bytes at the end. */
  byte[] receive(int length, int flags, long limit) throws IOException {
    throw refusal("receive");
  }

  int available() throws IOException {
    throw refusal("receive");
  }

  /**
   * Sends from memory.
   *
   * @param all whether to go on until all is sent
   * @return how many bytes were sent
   */
  int send(
      @Nullable MemorySegment segment,
      byte @Nullable [] array,
      long offset,
      int length,
      boolean all,
      long limit)
      throws IOException {
    throw refusal("send");
  }

  void shutdownInput() throws IOException {
    throw refusal("be shut down");
  }

  void shutdownOutput() throws IOException {
    throw refusal("be shut down");
  }

  /** This role, for the calls that only datagrams have. */
  DatagramRole datagrams(String activity) throws SocketException {
    throw refusal(activity);
  }
}
