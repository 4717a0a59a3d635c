package dev.spinet.simulator.unix;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/**
 * A connection with a limit for each wait. An interrupt of the waiting thread neither ends the wait
 * nor closes the connection, as it would with a plain channel; the thread stays interrupted.
 */
final class TimedChannel implements Closeable {

  /** No limit. */
  static final long FOR_EVER = Long.MAX_VALUE;

  private final SocketChannel channel;
  private final Waiting reading;
  private final Waiting writing;

  /** Takes over a connected channel, and closes it if that fails. */
  TimedChannel(SocketChannel channel) throws IOException {
    this.channel = channel;
    try {
      channel.configureBlocking(false);
      // One each, because one thread may wait to read while another one waits to write.
      reading = new Waiting(channel, SelectionKey.OP_READ);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    try {
      writing = new Waiting(channel, SelectionKey.OP_WRITE);
    } catch (IOException e) {
      reading.selector.close();
      channel.close();
      throw e;
    }
  }

  /**
   * Reads what there is, at least one byte unless the target is full.
   *
   * @param nanos longest wait
   * @return bytes read; -1 at the end of the stream
   * @throws SocketTimeoutException if nothing came in time
   */
  int read(ByteBuffer target, long nanos) throws IOException {
    long begun = System.nanoTime();
    while (true) {
      int count = channel.read(target);
      if (count != 0 || !target.hasRemaining()) {
        return count;
      }
      reading.await(begun, nanos);
    }
  }

  /**
   * Writes all of the source.
   *
   * @param nanos longest time for all of it
   * @throws SocketTimeoutException if the peer did not take it in time
   */
  void write(ByteBuffer source, long nanos) throws IOException {
    long begun = System.nanoTime();
    while (source.hasRemaining()) {
      if (channel.write(source) == 0) {
        writing.await(begun, nanos);
      }
    }
  }

  /** Closes the connection and wakes who waits on it. */
  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      try {
        reading.selector.close();
      } finally {
        writing.selector.close();
      }
    }
  }

  /** Waits for one kind of readiness. */
  private static final class Waiting {

    private final SocketChannel channel;
    private final Selector selector;

    Waiting(SocketChannel channel, int operation) throws IOException {
      this.channel = channel;
      this.selector = Selector.open();
      try {
        channel.register(selector, operation);
      } catch (IOException e) {
        selector.close();
        throw e;
      }
    }

    void await(long begun, long nanos) throws IOException {
      boolean interrupted = false;
      try {
        while (true) {
          // 0 waits for ever, so what is left is rounded up.
          long millis = 0;
          if (nanos != FOR_EVER) {
            long left = nanos - (System.nanoTime() - begun);
            if (left <= 0) {
              throw new SocketTimeoutException("timed out");
            }
            millis = TimeUnit.NANOSECONDS.toMillis(left) + 1;
          }
          int ready = selector.select(millis);
          interrupted |= Thread.interrupted();
          selector.selectedKeys().clear();
          if (!channel.isOpen()) {
            throw new ClosedChannelException();
          }
          if (ready > 0) {
            return;
          }
        }
      } catch (ClosedSelectorException | CancelledKeyException e) {
        var closed = new ClosedChannelException();
        closed.initCause(e);
        throw closed;
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }
}
