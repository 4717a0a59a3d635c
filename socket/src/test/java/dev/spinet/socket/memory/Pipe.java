package dev.spinet.socket.memory;

import dev.spinet.socket.ConnectionResetException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.SocketException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a connection: a ring of bytes with a writing and a reading end. Allocates
 * nothing while no call has to wait.
 */
final class Pipe {

  private static final int END_OF_STREAM = -1;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final byte[] ring;
  private int from;
  private int count;
  private boolean ended;
  private boolean refused;
  private @Nullable IOException failure;
  // How much of what is possible one call does; at least 1 of at least 1.
  private final IntUnaryOperator portion;

  private final Readiness readiness;
  private boolean dropping;

  Pipe(int capacity, IntUnaryOperator portion, Readiness readiness) {
    ring = new byte[capacity];
    this.portion = portion;
    this.readiness = readiness;
  }

  int read(MemorySegment target, long offset, int length, long timeoutNanos) throws IOException {
    lock.lock();
    try {
      long left = timeoutNanos;
      while (count == 0) {
        if (failure != null) {
          throw renewed(failure);
        }
        if (ended || dropping) {
          return END_OF_STREAM;
        }
        if (left <= 0) {
          return 0;
        }
        left = Waiting.await(changed, left);
      }
      int n = portion.applyAsInt(Math.min(length, count));
      for (int done = 0; done < n; ) {
        int piece = Math.min(n - done, ring.length - from);
        MemorySegment.copy(ring, from, target, ValueLayout.JAVA_BYTE, offset + done, piece);
        from = (from + piece) % ring.length;
        done += piece;
      }
      count -= n;
      signal();
      return n;
    } finally {
      lock.unlock();
    }
  }

  int write(MemorySegment source, long offset, int length, long timeoutNanos) throws IOException {
    lock.lock();
    try {
      long left = timeoutNanos;
      while (true) {
        if (refused) {
          throw new SocketException("Socket closed");
        }
        if (failure != null) {
          throw renewed(failure);
        }
        if (count < ring.length) {
          break;
        }
        if (left <= 0) {
          return 0;
        }
        left = Waiting.await(changed, left);
      }
      if (dropping) {
        return length;
      }
      int n = portion.applyAsInt(Math.min(length, ring.length - count));
      for (int done = 0; done < n; ) {
        int to = (from + count) % ring.length;
        int piece = Math.min(n - done, ring.length - to);
        MemorySegment.copy(source, ValueLayout.JAVA_BYTE, offset + done, ring, to, piece);
        count += piece;
        done += piece;
      }
      signal();
      return n;
    } finally {
      lock.unlock();
    }
  }

  /** Lets the reading end see the end of the stream after what is there. */
  void end() {
    lock.lock();
    try {
      ended = true;
      signal();
    } finally {
      lock.unlock();
    }
  }

  /** As {@link #end()}, and lets the writing end fail. */
  void endAndRefuse() {
    lock.lock();
    try {
      ended = true;
      refused = true;
      signal();
    } finally {
      lock.unlock();
    }
  }

  /** Lets both ends fail; the reading one after what is there. */
  void fail(IOException cause) {
    lock.lock();
    try {
      if (failure == null) {
        failure = cause;
      }
      signal();
    } finally {
      lock.unlock();
    }
  }

  /** Drops what is there and what is still written; the reading end sees the end of the stream. */
  void dropAll() {
    lock.lock();
    try {
      dropping = true;
      count = 0;
      signal();
    } finally {
      lock.unlock();
    }
  }

  boolean isReadable() {
    lock.lock();
    try {
      return count > 0 || ended || dropping || failure != null;
    } finally {
      lock.unlock();
    }
  }

  boolean isWritable() {
    lock.lock();
    try {
      return count < ring.length || refused || failure != null;
    } finally {
      lock.unlock();
    }
  }

  boolean hasFailed() {
    lock.lock();
    try {
      return failure != null;
    } finally {
      lock.unlock();
    }
  }

  // Whoever is told wakes a thread and does nothing here, so the lock may be held.
  private void signal() {
    changed.signalAll();
    readiness.tell();
  }

  /** Drops what is there and lets both ends fail at once. */
  void close() {
    lock.lock();
    try {
      count = 0;
      failure = new SocketException("Socket closed");
      signal();
    } finally {
      lock.unlock();
    }
  }

  int available() throws IOException {
    lock.lock();
    try {
      if (count == 0 && failure != null) {
        throw renewed(failure);
      }
      return count;
    } finally {
      lock.unlock();
    }
  }

  // One exception object for each call that throws, as from a driver.
  private static IOException renewed(IOException failure) {
    return switch (failure) {
      case ConnectionResetException e -> new ConnectionResetException("reset by the peer", e);
      case SocketException e -> new SocketException(e.getMessage(), e);
      default -> failure;
    };
  }
}
