package dev.spinet.drivers.esp32;

import dev.spinet.drivers.esp32.at.PayloadSink;
import dev.spinet.socket.driver.DatagramSource;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Datagrams that have come and wait to be received, each in a slot of its own. Guarded by the
 * driver's lock, except for the methods of {@link PayloadSink}.
 */
final class DatagramQueue {

  /** More than a datagram of one Ethernet frame; what is longer is cut. */
  private static final int SLOT_BYTES = 2048;

  private final ReentrantLock lock;
  private final MemorySegment memory;
  private final Runnable arrived;
  private final int slots;
  private final int[] lengths;
  private final int[] addresses;
  private final int[] ports;
  private final Sink sink = new Sink();
  private int first;
  private int count;
  private boolean filtered;
  private int filterAddress;
  private int filterPort;
  private boolean refusing;
  private long dropped;

  /**
   * An empty queue.
   *
   * @param arrived is run with the lock held when there is another datagram
   */
  DatagramQueue(ReentrantLock lock, MemorySegment memory, Runnable arrived) {
    this.lock = lock;
    this.memory = memory;
    this.arrived = arrived;
    slots = (int) (memory.byteSize() / SLOT_BYTES);
    lengths = new int[slots];
    addresses = new int[slots];
    ports = new int[slots];
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** How many datagrams wait. */
  int waiting() {
    return count;
  }

  /** The length of the next datagram; -1 if there is none. */
  int nextLength() {
    return count == 0 ? -1 : lengths[first];
  }

  /** Datagrams that were dropped because nobody received them in time. */
  long dropped() {
    return dropped;
  }

  /** Takes the next datagram. */
  int take(MemorySegment target, long offset, int length, DatagramSource from) {
    int whole = lengths[first];
    int n = Math.min(length, Math.min(whole, SLOT_BYTES));
    MemorySegment.copy(memory, (long) first * SLOT_BYTES, target, offset, n);
    from.set(addresses[first], ports[first], whole);
    first = (first + 1) % slots;
    count--;
    return n;
  }

  /** From now on only one peer is heard, and what others have sent is dropped. */
  void hearOnly(int address, int port) {
    filtered = true;
    filterAddress = address;
    filterPort = port;
    int kept = 0;
    for (int i = 0; i < count; i++) {
      int from = (first + i) % slots;
      if (isHeard(addresses[from], ports[from])) {
        int to = (first + kept++) % slots;
        if (to != from) {
          MemorySegment.copy(
              memory, (long) from * SLOT_BYTES, memory, (long) to * SLOT_BYTES, SLOT_BYTES);
          lengths[to] = lengths[from];
          addresses[to] = addresses[from];
          ports[to] = ports[from];
        }
      }
    }
    count = kept;
  }

  void hearAll() {
    filtered = false;
  }

  /** Drops everything from now on. */
  void refuseAll() {
    refusing = true;
    count = 0;
  }

  private boolean isHeard(int address, int port) {
    return !filtered || (address == filterAddress && port == filterPort);
  }

  /** Where the next datagram goes. */
  PayloadSink begin(int length, int address, int port) {
    sink.start(length, address, port);
    return sink;
  }

  /** Puts one datagram into the slot behind the last. */
  private final class Sink implements PayloadSink {
    private int length;
    private int address;
    private int port;
    private int done;
    private int slot;
    private boolean wanted;

    void start(int newLength, int newAddress, int newPort) {
      length = newLength;
      address = newAddress;
      port = newPort;
      done = 0;
      wanted = !refusing && count < slots && isHeard(newAddress, newPort);
      slot = (first + count) % slots;
      if (count == slots) {
        dropped++;
      }
    }

    @Override
    public MemorySegment memory() {
      return memory;
    }

    @Override
    public long offset() {
      return (long) slot * SLOT_BYTES + done;
    }

    @Override
    public int room() {
      return wanted ? SLOT_BYTES - done : 0;
    }

    @Override
    public void filled(int n) {
      done += n;
    }

    @Override
    public void dropped(int n) {
      // A datagram that is longer than a slot is cut.
    }

    @Override
    public void refused(RuntimeException cause) {
      wanted = false;
    }

    @Override
    public void complete() {
      lock.lock();
      try {
        // Who filters may have begun to, and who receives may have moved the first one on.
        if (wanted && !refusing && isHeard(address, port)) {
          int to = (first + count) % slots;
          if (to != slot) {
            MemorySegment.copy(
                memory, (long) slot * SLOT_BYTES, memory, (long) to * SLOT_BYTES, SLOT_BYTES);
          }
          lengths[to] = length;
          addresses[to] = address;
          ports[to] = port;
          count++;
          arrived.run();
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
