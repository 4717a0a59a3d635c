package dev.spinet.socket;

import static java.util.Objects.requireNonNull;

import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The receiving direction of a stream socket: turns the endpoint's "what is there" into calls that
 * wait for a number of bytes, and keeps what such a call had to leave behind.
 */
final class Receiver {

  /** What a call returns when the stream has ended and nothing was received. */
  static final int END_OF_STREAM = -1;

  private static final byte[] NOTHING = {};

  private final StreamEndpoint endpoint;
  private final Lane lane = new Lane("receiving");

  // Bytes received by a recv(n) that could not return them: they come first in the next call. Only
  // the call that is in writes here; available() reads the count at any time.
  private byte[] kept = NOTHING;
  private int keptFrom;
  private volatile int keptCount;
  // An error met after some bytes had been received: the bytes were returned, the next call throws.
  private @Nullable IOException pending;

  Receiver(StreamEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * Receives into memory.
   *
   * @param segment where the bytes go, or {@code null} if they go into the array
   * @param array where the bytes go if there is no segment
   * @param offset where the first byte goes
   * @param length how many bytes, at least 1
   * @param whole whether to wait for all of them, or only for the first
   * @param limit the time limit of the whole call
   * @return how many were received, at least 1; or {@link #END_OF_STREAM}
   * @throws InterruptedIOException if the time is over or the thread interrupted: the bytes counted
   *     in {@code bytesTransferred} are in the memory
   * @throws IOException if the connection is lost and nothing was received before
   */
  int receive(
      @Nullable MemorySegment segment,
      byte @Nullable [] array,
      long offset,
      int length,
      boolean whole,
      long limit)
      throws IOException {
    long start = System.nanoTime();
    lane.enter(limit, start);
    int done = 0;
    try {
      done = takeKept(segment, array, offset, length);
      while (done == 0 || (whole && done < length)) {
        long left = TimeLimit.left(limit, start);
        if (done > 0 && TimeLimit.isOver(limit, left)) {
          // A stream that never pauses must not carry the call beyond its deadline.
          throw timeIsOver(limit, done, length);
        }
        int n = step(segment, array, offset + done, length - done, left);
        if (n > 0) {
          done += n;
        } else if (n < 0) {
          return done > 0 ? done : END_OF_STREAM;
        } else if (done > 0 && limit == TimeLimit.NO_WAIT) {
          return done;
        } else {
          throw timeIsOver(limit, done, length);
        }
      }
      return done;
    } catch (InterruptedIOException e) {
      e.bytesTransferred = done;
      throw e;
    } catch (IOException e) {
      postpone(e, done);
      return done;
    } finally {
      // The driver hands on a bare address, which does not keep the memory of an automatic arena.
      Reference.reachabilityFence(segment);
      lane.leave();
    }
  }

  /**
   * Receives into a new array.
   *
   * @param length how many bytes to wait for, at least 1
   * @param limit the time limit of the whole call
   * @return the bytes: fewer than asked for if the stream ends, the connection is lost or, without
   *     waiting, no more are there; none if the stream had ended before
   * @throws InterruptedIOException if the time is over or the thread interrupted: what was received
   *     comes first in the next call
   * @throws IOException if the connection is lost and nothing was received before
   */
  byte[] receive(int length, long limit) throws IOException {
    long start = System.nanoTime();
    lane.enter(limit, start);
    try {
      receiveKept(length, limit, start);
      return takeKept(Math.min(length, keptCount));
    } finally {
      lane.leave();
    }
  }

  /** Bytes left behind by an earlier call. */
  int keptCount() {
    return keptCount;
  }

  void close() {
    lane.close();
  }

  // Collects in the kept bytes, so that there is nothing to save when the call ends early.
  private void receiveKept(int length, long limit, long start) throws IOException {
    int before = keptCount;
    int count = before;
    try {
      while (count < length) {
        long left = TimeLimit.left(limit, start);
        if (count > before && TimeLimit.isOver(limit, left)) {
          throw timeIsOver(limit, count, length);
        }
        makeRoom(length);
        int to = keptFrom + count;
        int room = Math.min(kept.length - to, length - count);
        int n = step(null, kept, to, room, left);
        if (n > 0) {
          count += n;
          keptCount = count;
        } else if (n < 0 || (count > 0 && limit == TimeLimit.NO_WAIT)) {
          return;
        } else {
          throw timeIsOver(limit, count, length);
        }
      }
    } catch (InterruptedIOException e) {
      e.bytesTransferred = 0;
      throw e;
    } catch (IOException e) {
      postpone(e, count);
    }
  }

  // Grows with what arrives: a caller that asks for everything must not pay for it in advance.
  private void makeRoom(int length) {
    int count = keptCount;
    if (keptFrom + count < kept.length) {
      return;
    }
    var larger = new byte[(int) Math.min(length, Math.max(Lane.STAGING_BYTES, 2L * count))];
    System.arraycopy(kept, keptFrom, larger, 0, count);
    kept = larger;
    keptFrom = 0;
  }

  private byte[] takeKept(int length) {
    if (keptFrom == 0 && length == kept.length) {
      byte[] all = kept;
      forgetKept(length);
      return all;
    }
    byte[] part = Arrays.copyOfRange(kept, keptFrom, keptFrom + length);
    forgetKept(length);
    return part;
  }

  private int takeKept(
      @Nullable MemorySegment segment, byte @Nullable [] array, long offset, int length) {
    int count = Math.min(keptCount, length);
    if (count > 0) {
      if (segment != null) {
        MemorySegment.copy(kept, keptFrom, segment, ValueLayout.JAVA_BYTE, offset, count);
      } else {
        System.arraycopy(kept, keptFrom, requireNonNull(array), (int) offset, count);
      }
      forgetKept(count);
    }
    return count;
  }

  private void forgetKept(int count) {
    int rest = keptCount - count;
    keptFrom = rest == 0 ? 0 : keptFrom + count;
    kept = rest == 0 ? NOTHING : kept;
    keptCount = rest;
  }

  private int step(
      @Nullable MemorySegment segment, byte @Nullable [] array, long offset, int length, long limit)
      throws IOException {
    IOException earlier = pending;
    if (earlier != null) {
      pending = null;
      throw earlier;
    }
    if (segment != null && segment.isNative()) {
      return endpoint.receive(segment, offset, length, limit);
    }
    MemorySegment staging = lane.staging();
    int n = endpoint.receive(staging, 0, Math.min(length, Lane.STAGING_BYTES), limit);
    if (n > 0) {
      if (segment != null) {
        MemorySegment.copy(staging, 0, segment, offset, n);
      } else {
        MemorySegment.copy(
            staging, ValueLayout.JAVA_BYTE, 0, requireNonNull(array), (int) offset, n);
      }
    }
    return n;
  }

  // A socket closed by its own user is no loss of the connection: the blocked call must hear of it.
  private void postpone(IOException error, int done) throws IOException {
    if (done == 0 || lane.isClosed()) {
      throw error;
    }
    pending = error;
  }

  private static IOException timeIsOver(long limit, int done, int length) {
    if (limit == TimeLimit.NO_WAIT) {
      return new WouldBlockException("nothing to receive yet on this non-blocking socket");
    }
    if (limit == TimeLimit.FOREVER) {
      return new SocketException("the driver ended a wait without limit; this is a driver's fault");
    }
    return new SocketTimeoutException(
        "receiving timed out after %s with %d of %d bytes"
            .formatted(TimeLimit.toString(limit), done, length));
  }
}
