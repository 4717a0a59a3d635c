package dev.spinet.socket;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a socket. Lets one call in at a time, within the call's time-out, and owns the
 * native memory through which the bytes of heap buffers pass.
 */
final class Lane {

  /**
   * Bytes that pass through in one piece: as many as the largest socket buffer of a W5500 holds.
   */
  static final int STAGING_BYTES = 16 * 1024;

  private final String activity;
  private final int stagingBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean closed;
  // Both guarded by the lock. The memory is freed by close(), or by the call that is still in when
  // the socket is closed, on its way out: never while a driver may be writing to it.
  private @Nullable Arena arena;
  private @Nullable MemorySegment staging;

  /**
   * A direction of a stream.
   *
   * @param activity what a call here does, for messages, such as "receiving"
   */
  Lane(String activity) {
    this(activity, STAGING_BYTES);
  }

  /**
   * A direction whose pieces have a certain size.
   *
   * @param activity what a call here does, for messages, such as "receiving"
   * @param stagingBytes bytes that pass through in one piece
   */
  Lane(String activity, int stagingBytes) {
    this.activity = activity;
    this.stagingBytes = stagingBytes;
  }

  /**
   * Waits until no other call is in. A call that got in must {@link #leave()}.
   *
   * @param limit the call's time limit
   * @param start when the call began
   * @throws IOException if the time is over, the thread interrupted or the socket closed
   */
  void enter(long limit, long start) throws IOException {
    if (!lock.tryLock()) {
      awaitTurn(limit, start);
    }
    if (closed) {
      leave();
      throw closedException();
    }
  }

  private void awaitTurn(long limit, long start) throws IOException {
    if (closed) {
      throw closedException();
    }
    if (limit == TimeLimit.NO_WAIT) {
      throw new WouldBlockException("another thread is %s on this socket".formatted(activity));
    }
    try {
      // No third way in: close() makes the call that is in return, and then this one gets its turn.
      if (limit == TimeLimit.FOREVER) {
        lock.lockInterruptibly();
      } else if (!lock.tryLock(TimeLimit.left(limit, start), TimeUnit.NANOSECONDS)) {
        throw new SocketTimeoutException(
            "%s timed out after %s: another thread was %s on this socket all the time"
                .formatted(activity, TimeLimit.toString(limit), activity));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var interrupted =
          new InterruptedIOException(
              "%s was interrupted while another thread was %s".formatted(activity, activity));
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  /** Lets the next call in. */
  void leave() {
    lock.unlock();
    if (closed) {
      free();
    }
  }

  /**
   * The memory for bytes on their way between the heap and the chip. Only for the call that is in.
   *
   * @return native memory of the size of a piece
   */
  @SuppressWarnings("MustBeClosedChecker") // closed by free()
  MemorySegment staging() {
    MemorySegment memory = staging;
    if (memory == null) {
      arena = Arena.ofShared();
      memory = arena.allocate(stagingBytes, Long.BYTES);
      staging = memory;
    }
    return memory;
  }

  /** Lets no further call in, and frees the memory as soon as no call is in. */
  void close() {
    closed = true;
    free();
  }

  boolean isClosed() {
    return closed;
  }

  // Either this gets the lock, or the call that holds it frees: leave() looks at the flag, set
  // before, after it has let the lock go.
  private void free() {
    if (lock.tryLock()) {
      try {
        if (arena != null) {
          arena.close();
          arena = null;
          staging = null;
        }
      } finally {
        lock.unlock();
      }
    }
  }

  static SocketException closedException() {
    return new SocketException("Socket closed");
  }
}
