package dev.spinet.socket;

import static java.util.Objects.requireNonNull;

import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/** The sending direction of a stream socket. */
final class Sender {

  private final StreamEndpoint endpoint;
  private final Traffic traffic;
  private final Lane lane = new Lane("sending");
  private volatile boolean shutDown;

  Sender(StreamEndpoint endpoint, Traffic traffic) {
    this.endpoint = endpoint;
    this.traffic = traffic;
  }

  /**
   * Sends from memory.
   *
   * @param segment where the bytes are, or {@code null} if they are in the array
   * @param array where the bytes are if there is no segment
   * @param offset where the first byte is
   * @param length how many bytes, at least 1
   * @param all whether to go on until all are sent, or to stop after the first that went
   * @param limit the time limit of the whole call
   * @return how many were sent, at least 1
   * @throws InterruptedIOException if the time is over or the thread interrupted: {@code
   *     bytesTransferred} of the bytes are sent
   * @throws IOException if the connection is lost or the output was shut down
   */
  int send(
      @Nullable MemorySegment segment,
      byte @Nullable [] array,
      long offset,
      int length,
      boolean all,
      long limit)
      throws IOException {
    long start = System.nanoTime();
    lane.enter(limit, start);
    int done = 0;
    try {
      if (shutDown) {
        throw new SocketException("the output of this socket is shut down");
      }
      // What is staged are the bytes from pieceFrom to pieceTo of the whole.
      int pieceFrom = 0;
      int pieceTo = 0;
      while (done == 0 || (all && done < length)) {
        long left = TimeLimit.left(limit, start);
        if (done > 0 && TimeLimit.isOver(limit, left)) {
          throw timeIsOver(limit, done, length);
        }
        int n;
        if (segment != null && segment.isNative()) {
          n = endpoint.send(segment, offset + done, length - done, left);
        } else {
          if (done == pieceTo) {
            pieceFrom = done;
            pieceTo = done + stage(segment, array, offset + done, length - done);
          }
          n = endpoint.send(lane.staging(), done - pieceFrom, pieceTo - done, left);
        }
        if (n <= 0) {
          throw timeIsOver(limit, done, length);
        }
        done += n;
        traffic.sent(n);
      }
      return done;
    } catch (InterruptedIOException e) {
      e.bytesTransferred = done;
      throw e;
    } finally {
      // The driver hands on a bare address, which does not keep the memory of an automatic arena.
      Reference.reachabilityFence(segment);
      lane.leave();
    }
  }

  /**
   * Ends the sending direction after what the chip has taken. Does not wait for a call that is
   * sending: that one fails.
   *
   * @throws IOException if the socket is closed, or the chip fails
   */
  void shutDown() throws IOException {
    if (lane.isClosed()) {
      throw Lane.closedException();
    }
    if (!shutDown) {
      endpoint.shutdownOutput();
      shutDown = true;
    }
  }

  boolean isShutDown() {
    return shutDown;
  }

  void close() {
    lane.close();
  }

  private int stage(
      @Nullable MemorySegment segment, byte @Nullable [] array, long offset, int length) {
    int count = Math.min(length, Lane.STAGING_BYTES);
    if (segment != null) {
      MemorySegment.copy(segment, offset, lane.staging(), 0, count);
    } else {
      MemorySegment.copy(
          requireNonNull(array), (int) offset, lane.staging(), ValueLayout.JAVA_BYTE, 0, count);
    }
    return count;
  }

  private IOException timeIsOver(long limit, int done, int length) {
    traffic.timedOut(limit);
    return TimeLimit.over(
        limit,
        "no room to send now on this non-blocking socket: %d of %d bytes are sent"
            .formatted(done, length),
        "sending",
        " with %d of %d bytes".formatted(done, length));
  }
}
