package dev.spinet.socket.channels;

import dev.spinet.socket.WouldBlockException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The writing direction of a channel: one call at a time, until it is shut down. */
final class StreamWriter {

  // What one TCP segment carries over Ethernet: each SEND of a chip begins a segment of its own.
  private static final int SEGMENT_BYTES = 1_460;

  private final ChipChannel channel;
  private final StreamConnector connector;
  private final ReentrantLock lock = new ReentrantLock();
  // Held while the output is shut down, so that a write that fails because of it knows why.
  private final ReentrantLock shutLock = new ReentrantLock();
  private volatile boolean shut;
  // Guarded by the lock.
  private byte @Nullable [] segment;

  StreamWriter(ChipChannel channel, StreamConnector connector) {
    this.channel = channel;
    this.connector = connector;
  }

  /** Does not wait for a write that is in, which fails. */
  void shutDown() throws IOException {
    shutLock.lock();
    try {
      channel.socket().shutdownOutput();
      shut = true;
    } catch (IOException e) {
      throw channel.failure(e);
    } finally {
      shutLock.unlock();
    }
  }

  private boolean isShutDown() {
    shutLock.lock();
    try {
      return shut;
    } finally {
      shutLock.unlock();
    }
  }

  int write(ByteBuffer source) throws IOException {
    int before = source.position();
    lock.lock();
    try {
      requireWritable();
      send(source);
      return source.position() - before;
    } finally {
      lock.unlock();
    }
  }

  long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    long all = Buffers.remaining(sources, offset, length);
    lock.lock();
    try {
      requireWritable();
      if (length > 1 && all <= SEGMENT_BYTES) {
        return sendTogether(sources, offset, length, (int) all);
      }
      for (int i = offset; i < offset + length; i++) {
        send(sources[i]);
        if (sources[i].hasRemaining()) {
          break;
        }
      }
      return all - Buffers.remaining(sources, offset, length);
    } finally {
      lock.unlock();
    }
  }

  private void send(ByteBuffer source) throws IOException {
    int before = source.position();
    boolean waits = channel.enter();
    try {
      if (!source.hasRemaining()) {
        return;
      }
      if (waits) {
        channel.socket().sendAll(source);
      } else {
        channel.socket().send(source);
      }
    } catch (WouldBlockException _) {
      // What there was room for is sent, and the position says how much.
    } catch (IOException e) {
      throw failed(e);
    } finally {
      channel.leave(waits, source.position() != before || !source.hasRemaining());
    }
  }

  private int sendTogether(ByteBuffer[] sources, int offset, int length, int all)
      throws IOException {
    byte[] bytes = segment == null ? new byte[SEGMENT_BYTES] : segment;
    segment = bytes;
    Buffers.gather(sources, offset, length, bytes);
    int done = 0;
    boolean waits = channel.enter();
    try {
      if (all == 0) {
        return 0;
      }
      if (waits) {
        channel.socket().sendAll(bytes, 0, all);
        done = all;
      } else {
        done = channel.socket().send(bytes, 0, all);
      }
      return done;
    } catch (WouldBlockException e) {
      done = e.bytesTransferred;
      return done;
    } catch (InterruptedIOException e) {
      done = e.bytesTransferred;
      throw failed(e);
    } catch (IOException e) {
      throw failed(e);
    } finally {
      Buffers.skip(sources, offset, length, done);
      channel.leave(waits, done > 0 || all == 0);
    }
  }

  private IOException failed(IOException problem) {
    if (!(problem instanceof InterruptedIOException) && channel.isOpen() && isShutDown()) {
      var closed = new AsynchronousCloseException();
      closed.initCause(problem);
      return closed;
    }
    return channel.failure(problem);
  }

  private void requireWritable() throws ClosedChannelException {
    channel.requireOpen();
    if (shut) {
      throw new ClosedChannelException();
    }
    connector.requireConnected();
  }
}
