package dev.spinet.socket.memory;

import dev.spinet.socket.driver.ListenEndpoint;
import dev.spinet.socket.driver.StreamEndpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A port of the chip in memory at which the other host may connect. */
final class MemoryListenEndpoint implements ListenEndpoint {

  private final MemoryDriver driver;
  private final int port;
  private final int backlog;
  private final MemoryOptions options;
  private final Readiness readiness = new Readiness();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<MemoryEndpoint> waiting = new ArrayDeque<>();
  private boolean closed;

  MemoryListenEndpoint(MemoryDriver driver, int port, int backlog, MemoryOptions options) {
    this.driver = driver;
    this.port = port;
    this.backlog = backlog;
    this.options = options;
  }

  /** Queues a connection; false if it is refused. */
  boolean offer(MemoryEndpoint connected) {
    lock.lock();
    try {
      if (closed || waiting.size() == backlog) {
        return false;
      }
      waiting.add(connected);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    readiness.tell();
    return true;
  }

  @Override
  public @Nullable StreamEndpoint accept(long timeoutNanos) throws IOException {
    lock.lock();
    try {
      long left = timeoutNanos;
      while (waiting.isEmpty()) {
        requireOpen();
        if (left <= 0) {
          return null;
        }
        left = Waiting.await(changed, left);
      }
      return waiting.remove();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int poll(int interests) throws IOException {
    lock.lock();
    try {
      requireOpen();
      return waiting.isEmpty() ? 0 : interests & READABLE;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void watch(int interests, Runnable listener) {
    driver.watched();
    readiness.add(listener);
  }

  @Override
  public void unwatch(Runnable listener) {
    driver.unwatched();
    readiness.remove(listener);
  }

  @Override
  public void setOption(int level, int option, int value) {
    options.set(level, option, value);
  }

  @Override
  public int getOption(int level, int option) {
    return options.get(level, option);
  }

  @Override
  public InetSocketAddress localAddress() {
    return MemoryDriver.local(port);
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    driver.free(this);
    for (MemoryEndpoint endpoint : waiting) {
      endpoint.cut();
    }
    waiting.clear();
    readiness.tell();
  }

  private void requireOpen() throws SocketException {
    if (closed) {
      throw new SocketException("Socket closed");
    }
  }
}
