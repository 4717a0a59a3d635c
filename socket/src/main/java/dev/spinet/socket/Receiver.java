package dev.spinet.socket;

import static dev.spinet.socket.SocketConstants.MSG_PEEK;
import static dev.spinet.socket.SocketConstants.MSG_WAITALL;
import static java.util.Objects.requireNonNull;

import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
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
  private final Watchers watchers;
  private final Traffic traffic;
  private final Lane lane = new Lane("receiving");

  // Bytes received by a recv(n) that could not return them, or by one that only looked: they come
  // first in the next call. Only the call that is in writes here; the count is read at any time.
  private byte[] kept = NOTHING;
  private int keptFrom;
  private volatile int keptCount;
  // An error met after some bytes had been received: the bytes were returned, the next call throws.
  private volatile @Nullable IOException pending;
  private volatile boolean shutDown;

  Receiver(StreamEndpoint endpoint, Watchers watchers, Traffic traffic) {
    this.endpoint = endpoint;
    this.watchers = watchers;
    this.traffic = traffic;
  }

  /**
   * Receives into memory.
   *
   * @param segment where the bytes go, or {@code null} if they go into the array
   * @param array where the bytes go if there is no segment
   * @param offset where the first byte goes
   * @param length how many bytes, at least 1
   * @param flags with {@code MSG_WAITALL} waits for all of them, else only for the first; with
   *     {@code MSG_PEEK} leaves them where they are
   * @param limit the time limit of the whole call
   * @return how many were received, at least 1; or {@link #END_OF_STREAM}
   * @throws InterruptedIOException if the time is over or the thread interrupted: the bytes counted
   *     in {@code bytesTransferred} are in the memory; none if the call only looks
   * @throws IOException if the connection is lost and nothing was received before
   */
  int receive(
      @Nullable MemorySegment segment,
      byte @Nullable [] array,
      long offset,
      int length,
      int flags,
      long limit)
      throws IOException {
    long start = System.nanoTime();
    boolean whole = Flags.has(flags, MSG_WAITALL);
    lane.enter(limit, start);
    int done = 0;
    try {
      if (shutDown) {
        return END_OF_STREAM;
      }
      if (Flags.has(flags, MSG_PEEK)) {
        receiveKept(length, whole, limit, start);
        int seen = copyKept(segment, array, offset, length);
        return seen > 0 ? seen : END_OF_STREAM;
      }
      done = copyKept(segment, array, offset, length);
      if (done > 0) {
        forgetKept(done);
      }
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
   * @param length how many bytes, at least 1
   * @param flags as for {@link #receive(MemorySegment, byte[], long, int, int, long)}
   * @param limit the time limit of the whole call
   * @return the bytes: fewer than asked for if the stream ends, the connection is lost or, without
   *     waiting, no more are there; none if the stream had ended before
   * @throws InterruptedIOException if the time is over or the thread interrupted: what was received
   *     comes first in the next call
   * @throws IOException if the connection is lost and nothing was received before
   */
  byte[] receive(int length, int flags, long limit) throws IOException {
    long start = System.nanoTime();
    lane.enter(limit, start);
    try {
      if (shutDown) {
        return NOTHING;
      }
      receiveKept(length, Flags.has(flags, MSG_WAITALL), limit, start);
      int count = Math.min(length, keptCount);
      return Flags.has(flags, MSG_PEEK)
          ? Arrays.copyOfRange(kept, keptFrom, keptFrom + count)
          : takeKept(count);
    } finally {
      lane.leave();
    }
  }

  /** Bytes left behind by an earlier call. */
  int keptCount() {
    return keptCount;
  }

  /** Whether a call would not wait, whatever the endpoint says. */
  boolean isReady() {
    return keptCount > 0 || pending != null || shutDown;
  }

  /** Whether the next call throws, whatever the endpoint says. */
  boolean hasFailed() {
    return keptCount == 0 && pending != null;
  }

  boolean isShutDown() {
    return shutDown;
  }

  /**
   * Ends the stream for this end: what is here or still comes is dropped, and calls that wait
   * return what they have.
   *
   * @throws IOException if the chip fails
   */
  void shutDown() throws IOException {
    if (lane.isClosed()) {
      throw Lane.closedException();
    }
    endpoint.shutdownInput();
    shutDown = true;
    watchers.tell();
  }

  void close() {
    lane.close();
  }

  // Collects in the kept bytes, so that there is nothing to save when the call ends early.
  private void receiveKept(int length, boolean whole, long limit, long start) throws IOException {
    int before = keptCount;
    int count = before;
    try {
      while (count < length) {
        long left = whole || count == 0 ? TimeLimit.left(limit, start) : TimeLimit.NO_WAIT;
        if (whole && count > before && TimeLimit.isOver(limit, left)) {
          throw timeIsOver(limit, count, length);
        }
        makeRoom(length);
        int to = keptFrom + count;
        int room = Math.min(kept.length - to, length - count);
        int n = step(null, kept, to, room, left);
        if (n > 0) {
          count += n;
          keptCount = count;
        } else if (n < 0 || (count > 0 && (!whole || limit == TimeLimit.NO_WAIT))) {
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
    } finally {
      if (count > before) {
        // These bytes are no longer with the endpoint, which cannot say that there are any.
        watchers.tell();
      }
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

  private int copyKept(
      @Nullable MemorySegment segment, byte @Nullable [] array, long offset, int length) {
    int count = Math.min(keptCount, length);
    if (count > 0) {
      if (segment != null) {
        MemorySegment.copy(kept, keptFrom, segment, ValueLayout.JAVA_BYTE, offset, count);
      } else {
        System.arraycopy(kept, keptFrom, requireNonNull(array), (int) offset, count);
      }
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
      int direct = endpoint.receive(segment, offset, length, limit);
      traffic.received(Math.max(0, direct));
      return direct;
    }
    MemorySegment staging = lane.staging();
    int n = endpoint.receive(staging, 0, Math.min(length, Lane.STAGING_BYTES), limit);
    if (n > 0) {
      traffic.received(n);
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

  private IOException timeIsOver(long limit, int done, int length) {
    traffic.timedOut(limit);
    return TimeLimit.over(
        limit,
        "nothing to receive yet on this non-blocking socket",
        "receiving",
        " with %d of %d bytes".formatted(done, length));
  }
}
