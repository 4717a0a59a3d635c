package dev.spinet.socket.driver;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A socket whose messages keep their boundaries: UDP datagrams, raw IP packets of one protocol
 * (ports are 0 then), or Ethernet frames (addresses and ports are 0 then).
 *
 * <p>One thread at a time receives and one sends; the other methods may be called by any thread at
 * any time. Memory, time-outs, interrupts and closing are as for {@link StreamEndpoint}. A socket
 * that is used before it is bound gets a random local port.
 */
public interface DatagramEndpoint extends Endpoint {

  /**
   * The most bytes of payload in one message.
   *
   * @return bytes, such as 1472 for UDP
   */
  int maxPayload();

  /**
   * Chooses the peer: messages from anybody else are dropped from now on, also those that wait
   * already. Does not wait. Connecting again replaces the peer.
   *
   * @param address the peer's address
   * @param port the peer's port, 1 to 65535; 0 for raw IP
   * @throws IOException if the chip fails
   */
  void connect(Inet4Address address, int port) throws IOException;

  /**
   * Accepts messages from everybody again.
   *
   * @throws IOException if the chip fails
   */
  void disconnect() throws IOException;

  /**
   * The peer of {@link #connect}.
   *
   * @return its address and port, or {@code null}
   */
  @Nullable InetSocketAddress remoteAddress();

  /**
   * Sends one message, whole or not at all; waits until the chip has sent the one before.
   *
   * @param source native memory
   * @param offset offset of the first byte in it
   * @param length bytes, 0 to {@link #maxPayload()}
   * @param address the receiver's IPv4 address as 32 bits, its first octet in the highest eight
   * @param port the receiver's port; 0 for raw IP and Ethernet frames
   * @param timeoutNanos the longest wait
   * @return whether it was sent; {@code false} if that was not possible in time
   * @throws IllegalArgumentException if the chip cannot send a message of this length, such as an
   *     empty one; nothing is sent then
   * @throws dev.spinet.socket.HostUnreachableException if there is no way to the receiver or, on a
   *     connected socket, if the peer did not answer the chip's ARP requests for a message sent
   *     before. Without a peer, what became of earlier messages is told nobody.
   * @throws IOException if the link is down or the chip fails
   */
  boolean send(
      MemorySegment source, long offset, int length, int address, int port, long timeoutNanos)
      throws IOException;

  /**
   * Receives exactly one message, with no copy in between if only one waits. What does not fit into
   * the memory is dropped, never joined with another message. Memory behind the message, up to
   * {@code length}, may be overwritten.
   *
   * @param target native memory
   * @param offset offset of the first byte in it
   * @param length most bytes to take, 0 or more
   * @param from gets the sender and the whole length; untouched if nothing was received
   * @param timeoutNanos the longest wait
   * @return the number of bytes in the memory, 0 or more; -1 if no message came in time
   * @throws IOException if the link is down or the chip fails
   */
  int receive(MemorySegment target, long offset, int length, DatagramSource from, long timeoutNanos)
      throws IOException;

  /**
   * The next message's length.
   *
   * @return bytes of payload that {@link #receive} would deliver without waiting; -1 if there is no
   *     message
   * @throws IOException if the chip fails
   */
  int available() throws IOException;

  /**
   * Joins a multicast group: messages to it at the local port are received from now on.
   *
   * @param group a multicast address
   * @throws IllegalArgumentException if it is not one
   * @throws IOException if the chip cannot join (the message says why) or fails
   */
  default void join(Inet4Address group) throws IOException {
    throw new UnsupportedOperationException("this driver cannot join multicast groups");
  }

  /**
   * Leaves a multicast group.
   *
   * @param group the group
   * @throws IOException if it was not joined, or the chip fails
   */
  default void leave(Inet4Address group) throws IOException {
    throw new UnsupportedOperationException("this driver cannot leave multicast groups");
  }
}
