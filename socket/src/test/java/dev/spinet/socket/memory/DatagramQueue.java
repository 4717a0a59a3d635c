package dev.spinet.socket.memory;

import dev.spinet.socket.driver.DatagramSource;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.SocketException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Datagrams on their way to one receiver. Allocates nothing while no call has to wait. */
final class DatagramQueue {

  private static final int SLOTS = 32;

  private static final class Slot {
    private final byte[] data = new byte[MemoryDatagramEndpoint.MAX_PAYLOAD];
    private final DatagramSource source = new DatagramSource();
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Slot[] slots = new Slot[SLOTS];
  private final Readiness readiness;
  private int first;
  private int count;
  private boolean filters;
  private int fromAddress;
  private int fromPort;
  private boolean ended;
  private boolean closed;

  DatagramQueue(Readiness readiness) {
    this.readiness = readiness;
    for (int i = 0; i < SLOTS; i++) {
      slots[i] = new Slot();
    }
  }

  /** Adds a datagram; one that is not wanted, or for which there is no room, is dropped. */
  void add(MemorySegment source, long offset, int length, int address, int port) {
    lock.lock();
    try {
      if (closed || ended || count == SLOTS || !isWanted(address, port)) {
        return;
      }
      Slot slot = slots[(first + count) % SLOTS];
      MemorySegment.copy(source, ValueLayout.JAVA_BYTE, offset, slot.data, 0, length);
      slot.source.set(address, port, length);
      count++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    readiness.tell();
  }

  /** Takes the first datagram, -1 if none comes in time. */
  int take(MemorySegment target, long offset, int length, DatagramSource from, long timeoutNanos)
      throws IOException {
    lock.lock();
    try {
      long left = timeoutNanos;
      while (count == 0) {
        requireOpen();
        if (ended || left <= 0) {
          return -1;
        }
        left = Waiting.await(changed, left);
      }
      Slot slot = slots[first];
      DatagramSource source = slot.source;
      int n = Math.min(length, source.length());
      MemorySegment.copy(slot.data, 0, target, ValueLayout.JAVA_BYTE, offset, n);
      from.set(source.addressBits(), source.port(), source.length());
      first = (first + 1) % SLOTS;
      count--;
      return n;
    } finally {
      lock.unlock();
    }
  }

  /** The length of the first datagram, -1 if there is none. */
  int available() throws IOException {
    lock.lock();
    try {
      requireOpen();
      return count == 0 ? -1 : slots[first].source.length();
    } finally {
      lock.unlock();
    }
  }

  boolean isReadable() throws IOException {
    lock.lock();
    try {
      requireOpen();
      return count > 0 || ended;
    } finally {
      lock.unlock();
    }
  }

  /** From now on only datagrams of one sender are wanted; others that wait are dropped. */
  void wantOnly(int address, int port) {
    lock.lock();
    try {
      filters = true;
      fromAddress = address;
      fromPort = port;
      int kept = 0;
      for (int i = 0; i < count; i++) {
        Slot slot = slots[(first + i) % SLOTS];
        if (isWanted(slot.source.addressBits(), slot.source.port())) {
          int to = (first + kept) % SLOTS;
          slots[(first + i) % SLOTS] = slots[to];
          slots[to] = slot;
          kept++;
        }
      }
      count = kept;
    } finally {
      lock.unlock();
    }
  }

  void wantAll() {
    lock.lock();
    try {
      filters = false;
    } finally {
      lock.unlock();
    }
  }

  /** Drops what is there; nothing comes any more. */
  void end() {
    lock.lock();
    try {
      ended = true;
      count = 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    readiness.tell();
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      count = 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    readiness.tell();
  }

  private boolean isWanted(int address, int port) {
    return !filters || (address == fromAddress && port == fromPort);
  }

  private void requireOpen() throws SocketException {
    if (closed) {
      throw new SocketException("Socket closed");
    }
  }
}
