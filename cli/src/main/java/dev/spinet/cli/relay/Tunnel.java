package dev.spinet.cli.relay;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Two connections that are one to the programs at their ends: what arrives on one is sent on the
 * other, the end of one direction is passed on as such, and a connection that breaks breaks the
 * other.
 *
 * <p>On the board's side that is a reset, so that nobody takes half a file for a whole one. A chip
 * sends no reset at will: there the peer sees the end of the stream.
 *
 * <p>Some chips cannot end one direction of a connection. Then the end of what the near side says
 * is kept, and its answer is still passed on as long as it comes; the end of what the far side says
 * ends both.
 */
final class Tunnel {

  private static final int CHUNK = 16 << 10;
  private static final long LEAST_WAIT_NANOS = 10_000_000;

  /** How long an answer may pause whose question has ended, without the far side knowing that. */
  private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Socket near;
  private final Socket far;
  private final long idleNanos;
  private final AtomicLong lastMoved = new AtomicLong(System.nanoTime());
  private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
  private volatile boolean endKept;
  private volatile boolean over;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong received = new AtomicLong();

  /**
   * Joins two connections.
   *
   * @param near from whom the connection came
   * @param far to whom it goes
   * @param idleNanos how long nothing may move in either direction
   */
  Tunnel(Socket near, Socket far, long idleNanos) {
    this.near = near;
    this.far = far;
    this.idleNanos = idleNanos;
  }

  /** Bytes from near to far. */
  long sent() {
    return sent.get();
  }

  /** Bytes from far to near. */
  long received() {
    return received.get();
  }

  /**
   * Passes bytes on until both directions have ended, and closes both connections.
   *
   * @throws IOException if one of the connections broke, or nothing moved for too long
   */
  void run() throws IOException {
    var there = Thread.ofVirtual().name("spinet-there").start(() -> copy(near, far, sent));
    var back = Thread.ofVirtual().name("spinet-back").start(() -> copy(far, near, received));
    boolean interrupted = false;
    while (there.isAlive() || back.isAlive()) {
      try {
        (there.isAlive() ? there : back).join(untilIdle());
        failIfIdle();
      } catch (InterruptedException e) {
        interrupted = true;
        fail(new SocketException("interrupted"));
      }
    }
    close(near);
    close(far);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    var cause = failure.get();
    if (cause != null) {
      throw cause;
    }
  }

  private void copy(Socket source, Socket sink, AtomicLong count) {
    var buffer = new byte[CHUNK];
    try {
      var input = source.getInputStream();
      var output = sink.getOutputStream();
      while (true) {
        int n = input.read(buffer);
        if (n < 0) {
          break;
        }
        output.write(buffer, 0, n);
        count.addAndGet(n);
        lastMoved.set(System.nanoTime());
      }
      passEndOn(source, sink);
    } catch (IOException e) {
      fail(e);
    }
  }

  private void passEndOn(Socket source, Socket sink) throws IOException {
    try {
      sink.shutdownOutput();
    } catch (IOException e) {
      if (!(e.getCause() instanceof UnsupportedOperationException)) {
        throw e;
      }
      if (source.equals(far)) {
        end();
      } else {
        // The answer has its time from now on, however long the question has taken.
        lastMoved.set(System.nanoTime());
        endKept = true;
      }
    }
  }

  /** Ends both connections in order; what was sent before still arrives. */
  private void end() {
    over = true;
    close(near);
    close(far);
  }

  private Duration untilIdle() {
    long longest = endKept ? Math.min(idleNanos, ANSWER_NANOS) : idleNanos;
    long left = longest - (System.nanoTime() - lastMoved.get());
    return Duration.ofNanos(Math.max(left, LEAST_WAIT_NANOS));
  }

  /** Ends what nobody uses, also when both directions wait for somebody who does not read. */
  private void failIfIdle() {
    long silent = System.nanoTime() - lastMoved.get();
    if (endKept && silent >= ANSWER_NANOS) {
      end();
    } else if (silent >= idleNanos) {
      fail(new SocketTimeoutException("nothing has moved for too long"));
    }
  }

  /** Breaks both connections, which ends the other direction too. */
  void fail(IOException cause) {
    if (!over && failure.compareAndSet(null, cause)) {
      abort(near);
      abort(far);
    }
  }

  /** Closes with a reset, so that the peer does not take it for the end of the data. */
  static void abort(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // Then it ends as it can.
    }
    close(socket);
  }

  static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }
}
