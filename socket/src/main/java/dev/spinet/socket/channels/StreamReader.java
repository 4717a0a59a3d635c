package dev.spinet.socket.channels;

import static dev.spinet.socket.SocketConstants.MSG_DONTWAIT;

import dev.spinet.socket.WouldBlockException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/** The reading direction of a channel: one call at a time. */
final class StreamReader {

  private final ChipChannel channel;
  private final StreamConnector connector;
  private final ReentrantLock lock = new ReentrantLock();

  StreamReader(ChipChannel channel, StreamConnector connector) {
    this.channel = channel;
    this.connector = connector;
  }

  int read(ByteBuffer target) throws IOException {
    Buffers.requireWritable(target);
    lock.lock();
    try {
      channel.requireOpen();
      connector.requireConnected();
      return receive(target);
    } finally {
      lock.unlock();
    }
  }

  long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    Buffers.requireWritable(targets, offset, length);
    lock.lock();
    try {
      channel.requireOpen();
      connector.requireConnected();
      long done = 0;
      for (int i = offset; i < offset + length; i++) {
        ByteBuffer target = targets[i];
        if (target.hasRemaining()) {
          int count = done == 0 ? receive(target) : receiveMore(target);
          if (count <= 0) {
            return done > 0 ? done : count;
          }
          done += count;
          if (target.hasRemaining()) {
            break;
          }
        }
      }
      return done;
    } finally {
      lock.unlock();
    }
  }

  private int receive(ByteBuffer target) throws IOException {
    boolean waits = channel.enter();
    int count = 0;
    try {
      count = channel.socket().recvSome(target);
      return count;
    } catch (WouldBlockException _) {
      return 0;
    } catch (IOException e) {
      throw channel.failure(e);
    } finally {
      channel.leave(waits, count != 0 || !target.hasRemaining());
    }
  }

  // With bytes in hand, the end and errors are left to the next call, which meets them again.
  private int receiveMore(ByteBuffer target) {
    int before = target.position();
    try {
      channel.socket().recvInto(target, target.remaining(), MSG_DONTWAIT);
    } catch (IOException _) {
      // Nothing more now.
    }
    return target.position() - before;
  }
}
