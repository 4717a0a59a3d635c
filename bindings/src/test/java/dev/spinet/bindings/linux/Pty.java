package dev.spinet.bindings.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.gen.linux.pollfd;
import dev.spinet.bindings.gen.linux.termios2;
import dev.spinet.bindings.linux.sys.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

/** A real pseudo terminal, seen from the side on which a chip would be. */
final class Pty implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final int master;
  private final String path;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Pty(int master, String path) {
    this.master = master;
    this.path = path;
  }

  static Pty open() {
    try (var arena = Arena.ofConfined()) {
      var state = Libc.allocateState(arena);
      int flags = LinuxConstants.O_RDWR() | LinuxConstants.O_NOCTTY() | LinuxConstants.O_CLOEXEC();
      int master = check("open", Libc.open(state, arena.allocateFrom("/dev/ptmx"), flags, 0));
      var number = arena.allocate(JAVA_INT);
      check("unlock", Libc.ioctl(state, master, LinuxConstants.TIOCSPTLCK(), number));
      check("number", Libc.ioctl(state, master, LinuxConstants.TIOCGPTN(), number));
      check(
          "non-blocking",
          Libc.fcntl(
              state,
              master,
              LinuxConstants.F_SETFL(),
              LinuxConstants.O_RDWR() | LinuxConstants.O_NONBLOCK()));
      return new Pty(master, "/dev/pts/" + number.get(JAVA_INT, 0));
    }
  }

  /** The serial port of this pair. */
  String path() {
    return path;
  }

  /** Sends all bytes to the serial port. */
  void send(byte[] bytes) {
    try (var arena = Arena.ofConfined()) {
      var state = Libc.allocateState(arena);
      var buffer = arena.allocateFrom(JAVA_BYTE, bytes);
      for (long done = 0; done < bytes.length; ) {
        long n = Libc.write(state, master, buffer.asSlice(done), bytes.length - done);
        if (n == -LinuxConstants.EAGAIN()) {
          awaitReady(arena, LinuxConstants.POLLOUT());
        } else {
          done += check("write", n);
        }
      }
    }
  }

  /** Takes exactly so many bytes that the serial port sent. */
  byte[] take(int count) {
    try (var arena = Arena.ofConfined()) {
      var state = Libc.allocateState(arena);
      var buffer = arena.allocate(count);
      for (long done = 0; done < count; ) {
        long n = Libc.read(state, master, buffer.asSlice(done), count - done);
        if (n == -LinuxConstants.EAGAIN()) {
          awaitReady(arena, LinuxConstants.POLLIN());
        } else {
          done += check("read", n);
        }
      }
      return buffer.toArray(JAVA_BYTE);
    }
  }

  private void awaitReady(Arena arena, int events) {
    var entry = pollfd.allocate(arena);
    pollfd.fd(entry, master);
    pollfd.events(entry, (short) events);
    int ready = Libc.poll(Libc.allocateState(arena), entry, 1, (int) LIMIT.toMillis());
    if (ready != 1) {
      throw new AssertionError("the serial port did not move within " + LIMIT + ": " + ready);
    }
  }

  int outputSpeed() {
    try (var arena = Arena.ofConfined()) {
      return termios2.c_ospeed(settings(arena));
    }
  }

  int inputSpeed() {
    try (var arena = Arena.ofConfined()) {
      return termios2.c_ispeed(settings(arena));
    }
  }

  boolean flowControl() {
    try (var arena = Arena.ofConfined()) {
      return (termios2.c_cflag(settings(arena)) & LinuxConstants.CRTSCTS()) != 0;
    }
  }

  byte[] settings() {
    try (var arena = Arena.ofConfined()) {
      return settings(arena).toArray(JAVA_BYTE);
    }
  }

  private MemorySegment settings(Arena arena) {
    var settings = termios2.allocate(arena);
    check(
        "settings",
        Libc.ioctl(Libc.allocateState(arena), master, LinuxConstants.SPINET_TCGETS2(), settings));
    return settings;
  }

  /** Hangs up. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      try (var arena = Arena.ofConfined()) {
        check("close", Libc.close(Libc.allocateState(arena), master));
      }
    }
  }

  private static int check(String operation, long result) {
    if (result < 0) {
      throw new AssertionError(operation + ": " + Errno.describe((int) -result));
    }
    return (int) result;
  }

  /** All byte values, in an order that is not theirs, so that a changed one shows. */
  static byte[] pattern(int length, long seed) {
    var bytes = new byte[length];
    new java.util.Random(seed).nextBytes(bytes);
    for (int i = 0; i < Math.min(256, length); i++) {
      bytes[i] = (byte) i;
    }
    return Arrays.copyOf(bytes, length);
  }
}
