package dev.spinet.bindings.linux;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.bus.ByteLink;
import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.linux.sys.Libc;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A serial port of Linux, such as {@code /dev/ttyUSB0}, in raw mode: 8 bits, no parity, one stop
 * bit, at any speed the hardware can make.
 *
 * <p>Reading and writing move bytes between the port and the caller's memory with no copy in Java,
 * and allocate nothing at offset 0. One thread reads and one writes at a time; everything else any
 * thread may do.
 *
 * <p>The port is opened for this program alone, and gets its former settings back when it is
 * closed.
 */
public final class SerialPort implements ByteLink {
  private final Descriptor port;
  private final byte[] formerSettings;
  private final Arena arena;
  private final WakeEvent wake;
  private final WakeEvent closing;
  private final Lifetime lifetime;
  private final Side reader;
  private final Side writer;

  /** Held while settings are read, changed and written, never while waiting. */
  private final ReentrantLock settings = new ReentrantLock();

  /** What the reading or the writing thread has for itself. */
  private static final class Side {
    static final int PORT = 0;
    static final int CLOSING = 1;
    static final int WAKE = 2;

    final ReentrantLock turn = new ReentrantLock();
    final MemorySegment state;
    final PollSet poll;

    Side(Descriptor port, int events, WakeEvent closing, Arena arena, int pollSize) {
      state = Libc.allocateState(arena);
      poll = new PollSet(port.device(), arena, pollSize);
      poll.watch(PORT, port.fd(), events);
      poll.watch(CLOSING, closing.fd(), LinuxConstants.POLLIN());
    }
  }

  private SerialPort(
      Descriptor port, byte[] formerSettings, Arena arena, WakeEvent wake, WakeEvent closing) {
    this.port = port;
    this.formerSettings = formerSettings;
    this.arena = arena;
    this.wake = wake;
    this.closing = closing;
    reader = new Side(port, LinuxConstants.POLLIN(), closing, arena, 3);
    reader.poll.watch(Side.WAKE, wake.fd(), LinuxConstants.POLLIN());
    writer = new Side(port, LinuxConstants.POLLOUT(), closing, arena, 2);
    lifetime = new Lifetime(closing::signal, this::release);
  }

  /**
   * Opens a port and sets it up. Bytes that arrived before are thrown away.
   *
   * @param path path of the device file
   * @param config how to drive it
   * @return the port
   * @throws BusException if the device does not exist, may not be used, is in use, is no serial
   *     port or cannot be driven so
   * @throws IllegalArgumentException if the path is empty or contains a zero character
   */
  public static SerialPort open(String path, SerialConfig config) throws BusException {
    var port = Descriptor.open(DeviceKind.SERIAL, path);
    try {
      return withEvents(port, SerialSetup.apply(port, config));
    } catch (BusException | RuntimeException | Error e) {
      port.closeAfter(e);
      throw e;
    }
  }

  @SuppressWarnings("MustBeClosedChecker") // Closed by release().
  private static SerialPort withEvents(Descriptor port, byte[] formerSettings) throws BusException {
    var arena = Arena.ofShared();
    WakeEvent wake = null;
    try {
      wake = new WakeEvent(port.device(), arena);
      return new SerialPort(port, formerSettings, arena, wake, new WakeEvent(port.device(), arena));
    } catch (BusException | RuntimeException | Error e) {
      if (wake != null) {
        wake.closeAfter(e);
      }
      arena.close();
      SerialSetup.giveBackAfter(e, port, formerSettings);
      throw e;
    }
  }

  @Override
  public int read(MemorySegment target, long offset, int length, long timeoutNanos)
      throws IOException {
    long start = System.nanoTime();
    var bytes = from(target, offset, length);
    if (target.isReadOnly()) {
      throw new IllegalArgumentException("cannot read into a read-only segment");
    }
    if (!lifetime.enter()) {
      return 0;
    }
    try {
      takeTurn(reader, "reads from ");
      try {
        return read(bytes, length, start, timeoutNanos);
      } finally {
        reader.turn.unlock();
      }
    } finally {
      lifetime.exit();
    }
  }

  private int read(MemorySegment bytes, int length, long start, long timeoutNanos)
      throws BusException {
    while (true) {
      long result = Libc.read(reader.state, port.fd(), bytes, length);
      if (result > 0) {
        return (int) result;
      }
      // Linux reports a port that was unplugged as the end of the input, or as an I/O error.
      if (result == 0 || result == -LinuxConstants.EIO()) {
        return -1;
      }
      if (result != -LinuxConstants.EAGAIN() && result != -LinuxConstants.EINTR()) {
        throw DeviceErrors.failed(name(), "read", (int) -result);
      }
      if (!reader.poll.await(start, timeoutNanos) || reader.poll.ready(Side.CLOSING) != 0) {
        return 0;
      }
      if (reader.poll.ready(Side.WAKE) != 0) {
        wake.clear();
        return 0;
      }
    }
  }

  @Override
  public int write(MemorySegment source, long offset, int length, long timeoutNanos)
      throws IOException {
    long start = System.nanoTime();
    var bytes = from(source, offset, length);
    if (!lifetime.enter()) {
      return 0;
    }
    try {
      takeTurn(writer, "writes to ");
      try {
        return write(bytes, length, start, timeoutNanos);
      } finally {
        writer.turn.unlock();
      }
    } finally {
      lifetime.exit();
    }
  }

  private int write(MemorySegment bytes, int length, long start, long timeoutNanos)
      throws BusException {
    while (true) {
      long result = Libc.write(writer.state, port.fd(), bytes, length);
      if (result > 0) {
        return (int) result;
      }
      if (result < 0 && result != -LinuxConstants.EAGAIN() && result != -LinuxConstants.EINTR()) {
        throw DeviceErrors.failed(name(), "write", (int) -result);
      }
      if (!writer.poll.await(start, timeoutNanos) || writer.poll.ready(Side.CLOSING) != 0) {
        return 0;
      }
    }
  }

  /** The segment from an offset on, after checking that so many bytes are there. */
  private static MemorySegment from(MemorySegment segment, long offset, int length) {
    if (length < 1) {
      throw new IllegalArgumentException("at least 1 byte has to be moved, not " + length);
    }
    Objects.checkFromIndexSize(offset, length, segment.byteSize());
    if (!segment.isNative()) {
      throw new IllegalArgumentException("a serial port takes native memory, not a heap segment");
    }
    // A slice is an object that the compiler cannot always do without.
    return offset == 0 ? segment : segment.asSlice(offset);
  }

  private void takeTurn(Side side, String does) {
    if (!side.turn.tryLock()) {
      throw new IllegalStateException("another thread " + does + name());
    }
  }

  @Override
  public void setBaudRate(int baud) throws IOException {
    if (baud < 1) {
      throw new IllegalArgumentException("a baud rate is at least 1, not " + baud);
    }
    var operation = "set " + baud + " baud";
    enter(operation);
    try {
      int left = OutputDrain.run(port);
      if (left > 0) {
        throw DeviceErrors.refused(
            name(), operation, left + " bytes cannot leave: the other end holds them back");
      }
      change(terminal -> terminal.setBaudRate(baud));
    } finally {
      lifetime.exit();
    }
  }

  @Override
  public int baudRate() throws IOException {
    enter("read its settings");
    try (var scratch = Arena.ofConfined()) {
      return new Terminal(port, scratch).baudRate();
    } finally {
      lifetime.exit();
    }
  }

  @Override
  public void setFlowControl(boolean enabled) throws IOException {
    enter("set its flow control");
    try {
      change(terminal -> terminal.setFlowControl(enabled));
    } finally {
      lifetime.exit();
    }
  }

  @FunctionalInterface
  private interface Change {
    void apply(Terminal terminal) throws BusException;
  }

  private void change(Change change) throws BusException {
    settings.lock();
    try (var scratch = Arena.ofConfined()) {
      change.apply(new Terminal(port, scratch));
    } finally {
      settings.unlock();
    }
  }

  @Override
  public void discardInput() throws IOException {
    enter("throw away what has arrived");
    try {
      SerialSetup.discardInput(port);
    } finally {
      lifetime.exit();
    }
  }

  private void enter(String operation) throws BusException {
    if (!lifetime.enter()) {
      throw DeviceErrors.closed(name(), operation);
    }
  }

  @Override
  public void wakeup() {
    if (lifetime.enter()) {
      try {
        wake.signal();
      } finally {
        lifetime.exit();
      }
    }
  }

  @Override
  public String name() {
    return port.device();
  }

  /**
   * Lets leave what was written, gives the port its former settings back, and frees it. Bytes that
   * the other end holds back are given up after a moment, with an exception that tells how many.
   *
   * @throws BusException if bytes were lost or the device reports an error; the port is closed then
   */
  @Override
  public void close() throws IOException {
    lifetime.close();
  }

  private void release() throws BusException {
    try (arena) {
      try {
        SerialSetup.leave(port, formerSettings);
      } finally {
        try {
          wake.close();
        } finally {
          closing.close();
        }
      }
    } finally {
      port.close();
    }
  }
}
