package dev.spinet.simulator.espat;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.bus.ByteLink;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The host's end of a serial line to a module in the same process. It behaves as a serial port of
 * Linux does, with buffers of the same order; a read or write that waits does so in real time, also
 * if the module lives on a clock that a test moves.
 */
public final class SimulatedSerialLink implements ByteLink {

  /** What a terminal of Linux holds unread (N_TTY_BUF_SIZE). */
  private static final int INPUT_BYTES = 4096;

  /** What the port holds unsent (UART_XMIT_SIZE). */
  private static final int OUTPUT_BYTES = 4096;

  private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final EspAtModule module;
  private final String name;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition inputChanged = lock.newCondition();
  private final Condition outputChanged = lock.newCondition();
  private final ByteQueue input = new ByteQueue(INPUT_BYTES);
  private final ByteQueue output = new ByteQueue(OUTPUT_BYTES);
  private volatile int baud;
  private volatile boolean flowControl;
  private final HostPort line = new Line();
  private boolean woken;
  private boolean closed;

  /**
   * Connects a host to a module, in place of another one.
   *
   * @param module the module
   * @param name for messages
   * @param baud bits per second, at least 1
   * @param flowControl whether RTS and CTS are used
   */
  public SimulatedSerialLink(EspAtModule module, String name, int baud, boolean flowControl) {
    this.module = module;
    this.name = name;
    this.baud = baud;
    this.flowControl = flowControl;
    module.connect(line);
  }

  @Override
  public int read(MemorySegment target, long offset, int length, long timeoutNanos)
      throws IOException {
    Objects.checkFromIndexSize(offset, requirePositive(length), target.byteSize());
    long left = timeoutNanos;
    int taken;
    lock.lock();
    try {
      while (input.size() == 0) {
        if (closed) {
          return 0;
        }
        if (woken) {
          woken = false;
          return 0;
        }
        if (left <= 0) {
          return 0;
        }
        left = await(inputChanged, left);
      }
      taken = Math.min(length, input.size());
      input.take(target, offset, taken);
    } finally {
      lock.unlock();
    }
    module.hostChanged();
    return taken;
  }

  @Override
  public int write(MemorySegment source, long offset, int length, long timeoutNanos)
      throws IOException {
    Objects.checkFromIndexSize(offset, requirePositive(length), source.byteSize());
    long left = timeoutNanos;
    int taken;
    lock.lock();
    try {
      while (output.room() == 0) {
        if (closed || left <= 0) {
          return 0;
        }
        left = await(outputChanged, left);
      }
      if (closed) {
        return 0;
      }
      taken = Math.min(length, output.room());
      output.add(source, offset, taken);
    } finally {
      lock.unlock();
    }
    module.hostChanged();
    return taken;
  }

  private static int requirePositive(int length) {
    if (length < 1) {
      throw new IllegalArgumentException("at least 1 byte has to be moved, not " + length);
    }
    return length;
  }

  @SuppressWarnings("WaitNotInLoop") // The callers look again, whatever the reason for waking up.
  private static long await(Condition condition, long nanos) throws IOException {
    try {
      if (nanos == Long.MAX_VALUE) {
        condition.await();
        return nanos;
      }
      return condition.awaitNanos(nanos);
    } catch (InterruptedException e) {
      // As a system call on a device: it is not interrupted, but it ends.
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for a serial line");
    }
  }

  @Override
  public void setBaudRate(int newBaud) throws IOException {
    if (newBaud < 1) {
      throw new IllegalArgumentException("a baud rate is at least 1, not " + newBaud);
    }
    long left = DRAIN_NANOS;
    lock.lock();
    try {
      requireOpen("set its speed");
      while (output.size() > 0 && left > 0) {
        left = await(outputChanged, left);
      }
      if (output.size() > 0) {
        throw new BusException(
            name,
            "%s: cannot set %d baud: %d bytes cannot leave".formatted(name, newBaud, output.size()),
            0);
      }
      baud = newBaud;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int baudRate() throws IOException {
    lock.lock();
    try {
      requireOpen("read its settings");
      return baud;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void setFlowControl(boolean enabled) throws IOException {
    lock.lock();
    try {
      requireOpen("set its flow control");
      flowControl = enabled;
    } finally {
      lock.unlock();
    }
    module.hostChanged();
  }

  @Override
  public void discardInput() throws IOException {
    lock.lock();
    try {
      requireOpen("throw away what has arrived");
      input.clear();
    } finally {
      lock.unlock();
    }
    module.hostChanged();
  }

  private void requireOpen(String operation) throws BusException {
    if (closed) {
      throw new BusException(name, name + ": cannot " + operation + ": it is closed", 0);
    }
  }

  @Override
  public void wakeup() {
    lock.lock();
    try {
      woken = true;
      inputChanged.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      inputChanged.signalAll();
      outputChanged.signalAll();
    } finally {
      lock.unlock();
    }
    module.disconnect(line);
  }

  /** Whether a byte can be read now. */
  boolean hasInput() {
    lock.lock();
    try {
      return input.size() > 0 || closed;
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Bytes that wait to leave. */
  int unsent() {
    lock.lock();
    try {
      return output.size();
    } finally {
      lock.unlock();
    }
  }

  /** Whether a byte can be written now. */
  boolean hasRoom() {
    lock.lock();
    try {
      return output.room() > 0 || closed;
    } finally {
      lock.unlock();
    }
  }

  /** The end that the line sees. */
  private final class Line implements HostPort {
    @Override
    public int baud() {
      return baud;
    }

    @Override
    public boolean flowControl() {
      return flowControl;
    }

    @Override
    public int poll(byte[] target, int length) {
      lock.lock();
      try {
        int taken = Math.min(length, output.size());
        if (taken > 0) {
          output.take(MemorySegment.ofArray(target), 0, taken);
          outputChanged.signalAll();
        }
        return taken;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public int offer(byte[] bytes, int offset, int length) {
      lock.lock();
      try {
        if (closed) {
          return length;
        }
        int taken = Math.min(length, input.room());
        if (taken > 0) {
          input.add(MemorySegment.ofArray(bytes), offset, taken);
          inputChanged.signalAll();
        }
        return taken;
      } finally {
        lock.unlock();
      }
    }
  }

  /** A ring of bytes between memory segments. */
  private static final class ByteQueue {
    private final byte[] bytes;
    private final MemorySegment memory;
    private int head;
    private int size;

    ByteQueue(int capacity) {
      bytes = new byte[capacity];
      memory = MemorySegment.ofArray(bytes);
    }

    int size() {
      return size;
    }

    int room() {
      return bytes.length - size;
    }

    void clear() {
      size = 0;
    }

    void add(MemorySegment source, long offset, int length) {
      int at = (head + size) % bytes.length;
      int run = Math.min(length, bytes.length - at);
      MemorySegment.copy(source, offset, memory, at, run);
      MemorySegment.copy(source, offset + run, memory, 0, length - run);
      size += length;
    }

    void take(MemorySegment target, long offset, int length) {
      int run = Math.min(length, bytes.length - head);
      MemorySegment.copy(
          memory, ValueLayout.JAVA_BYTE, head, target, ValueLayout.JAVA_BYTE, offset, run);
      MemorySegment.copy(
          memory,
          ValueLayout.JAVA_BYTE,
          0,
          target,
          ValueLayout.JAVA_BYTE,
          offset + run,
          length - run);
      head = (head + length) % bytes.length;
      size -= length;
    }
  }
}
