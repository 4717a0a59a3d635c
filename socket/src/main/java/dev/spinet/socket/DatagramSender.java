package dev.spinet.socket;

import static java.util.Objects.requireNonNull;

import dev.spinet.socket.driver.DatagramEndpoint;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/** The sending direction of a datagram socket: one datagram per call, whole or not at all. */
final class DatagramSender {

  private final DatagramEndpoint endpoint;
  private final Traffic traffic;
  private final int largest;
  private final Lane lane;
  private volatile boolean shutDown;

  DatagramSender(DatagramEndpoint endpoint, Traffic traffic) {
    this.endpoint = endpoint;
    this.traffic = traffic;
    largest = endpoint.maxPayload();
    lane = new Lane("sending", Math.max(1, largest));
  }

  /** Checked before anything is looked up or waited for. */
  void requireFits(int length) {
    if (length > largest) {
      throw new IllegalArgumentException(
          "a datagram of %d bytes is too long: one of this socket carries at most %d"
              .formatted(length, largest));
    }
  }

  /**
   * Sends one datagram.
   *
   * @param segment where the bytes are, or {@code null} if they are in the array
   * @param array where the bytes are if there is no segment
   * @param offset where the first byte is
   * @param length how many bytes, no more than {@link #requireFits} allows
   * @param address the receiver's address, its first octet in the highest eight bits
   * @param port the receiver's port
   * @param limit the time limit of the call
   * @param start when the call began
   * @throws IOException if the time is over, the thread interrupted, the output shut down, the
   *     receiver not reachable or the chip fails
   */
  void send(
      @Nullable MemorySegment segment,
      byte @Nullable [] array,
      long offset,
      int length,
      int address,
      int port,
      long limit,
      long start)
      throws IOException {
    lane.enter(limit, start);
    try {
      if (shutDown) {
        throw new SocketException("the output of this socket is shut down");
      }
      boolean sent;
      if (segment != null && segment.isNative()) {
        long left = TimeLimit.left(limit, start);
        sent = endpoint.send(segment, offset, length, address, port, left);
      } else {
        stage(segment, array, offset, length);
        long left = TimeLimit.left(limit, start);
        sent = endpoint.send(lane.staging(), 0, length, address, port, left);
      }
      if (!sent) {
        traffic.timedOut(limit);
        throw TimeLimit.over(
            limit,
            "the chip cannot take a datagram now on this non-blocking socket: nothing is sent",
            "sending",
            ": nothing is sent");
      }
      traffic.sentDatagram(length);
    } finally {
      // The driver hands on a bare address, which does not keep the memory of an automatic arena.
      Reference.reachabilityFence(segment);
      lane.leave();
    }
  }

  /** Refuses to send from now on; a call that is sending goes on. */
  void shutDown() throws SocketException {
    if (lane.isClosed()) {
      throw Lane.closedException();
    }
    shutDown = true;
  }

  boolean isShutDown() {
    return shutDown;
  }

  void close() {
    lane.close();
  }

  private void stage(
      @Nullable MemorySegment segment, byte @Nullable [] array, long offset, int length) {
    if (segment != null) {
      MemorySegment.copy(segment, offset, lane.staging(), 0, length);
    } else {
      MemorySegment.copy(
          requireNonNull(array), (int) offset, lane.staging(), ValueLayout.JAVA_BYTE, 0, length);
    }
  }
}
