package dev.spinet.simulator.espat;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.gen.linux.pollfd;
import dev.spinet.bindings.gen.linux.termios2;
import dev.spinet.bindings.linux.Errno;
import dev.spinet.bindings.linux.sys.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A pseudo terminal of Linux, seen from the end where a device would be (pty(7)). The other end is
 * kept open, so that programs may come and go without a hang-up here.
 */
final class PseudoTerminal {
  private static final String MULTIPLEXER = "/dev/ptmx";
  private static final int MASTER = 0;
  private static final int WAKE = 1;

  private final Arena arena;
  private final int master;
  private final int slave;
  private final int wake;
  private final String path;
  private final MemorySegment state;
  private final MemorySegment settings;
  private final MemorySegment waitState;
  private final MemorySegment entries;
  private final MemorySegment count;
  private final MemorySegment one;

  private PseudoTerminal(Arena arena, int master, int slave, int wake, String path) {
    this.arena = arena;
    this.master = master;
    this.slave = slave;
    this.wake = wake;
    this.path = path;
    state = Libc.allocateState(arena);
    settings = termios2.allocate(arena);
    waitState = Libc.allocateState(arena);
    entries = pollfd.allocateArray(2, arena);
    pollfd.fd(pollfd.asSlice(entries, MASTER), master);
    pollfd.fd(pollfd.asSlice(entries, WAKE), wake);
    pollfd.events(pollfd.asSlice(entries, WAKE), (short) LinuxConstants.POLLIN());
    count = arena.allocate(JAVA_LONG);
    one = arena.allocateFrom(JAVA_LONG, 1);
  }

  /** Makes one that passes all bytes as they are. */
  @SuppressWarnings("MustBeClosedChecker") // Closed by close().
  static PseudoTerminal open() throws BusException {
    var arena = Arena.ofShared();
    int master = -1;
    int slave = -1;
    int wake = -1;
    try {
      var state = Libc.allocateState(arena);
      int flags =
          LinuxConstants.O_RDWR()
              | LinuxConstants.O_NOCTTY()
              | LinuxConstants.O_CLOEXEC()
              | LinuxConstants.O_NONBLOCK();
      master = check("open", Libc.open(state, arena.allocateFrom(MULTIPLEXER), flags, 0));
      var number = arena.allocate(JAVA_INT);
      check("unlock", Libc.ioctl(state, master, LinuxConstants.TIOCSPTLCK(), number));
      check("number", Libc.ioctl(state, master, LinuxConstants.TIOCGPTN(), number));
      var path = "/dev/pts/" + number.get(JAVA_INT, 0);
      slave = check("open", Libc.open(state, arena.allocateFrom(path), flags, 0));
      wake =
          check(
              "make an event to wake",
              Libc.eventfd(state, 0, LinuxConstants.EFD_CLOEXEC() | LinuxConstants.EFD_NONBLOCK()));
      var terminal = new PseudoTerminal(arena, master, slave, wake, path);
      terminal.makeRaw();
      return terminal;
    } catch (BusException | RuntimeException | Error e) {
      for (int fd : new int[] {wake, slave, master}) {
        if (fd >= 0) {
          var _ = Libc.close(Libc.allocateState(arena), fd);
        }
      }
      arena.close();
      throw e;
    }
  }

  private static int check(String operation, int result) throws BusException {
    if (result < 0) {
      throw new BusException(
          MULTIPLEXER,
          "cannot %s a pseudo terminal: %s".formatted(operation, Errno.describe(-result)),
          -result);
    }
    return result;
  }

  /** Otherwise the terminal would echo what the module says back to it. */
  private void makeRaw() throws BusException {
    check(
        "read the settings of",
        Libc.ioctl(state, slave, LinuxConstants.SPINET_TCGETS2(), settings));
    termios2.c_iflag(settings, 0);
    termios2.c_oflag(settings, 0);
    termios2.c_lflag(settings, 0);
    termios2.c_cc(settings, LinuxConstants.VMIN(), (byte) 1);
    termios2.c_cc(settings, LinuxConstants.VTIME(), (byte) 0);
    check("set up", Libc.ioctl(state, slave, LinuxConstants.SPINET_TCSETS2(), settings));
  }

  /** The serial port that programs open. */
  String path() {
    return path;
  }

  // ---- one thread at a time

  /** Takes what the program has written; 0 if there is nothing. */
  int read(MemorySegment target, int length) {
    return (int) Math.max(0, Libc.read(state, master, target, length));
  }

  /** Hands bytes to the program; 0 if it does not read. */
  int write(MemorySegment source, int length) {
    return (int) Math.max(0, Libc.write(state, master, source, length));
  }

  /** Bits per second that the program has set; 0 if that cannot be known. */
  int baud() {
    return readSettings() ? termios2.c_ospeed(settings) : 0;
  }

  /** Whether the program uses RTS and CTS. */
  boolean flowControl() {
    return readSettings() && (termios2.c_cflag(settings) & LinuxConstants.CRTSCTS()) != 0;
  }

  private boolean readSettings() {
    return Libc.ioctl(state, master, LinuxConstants.SPINET_TCGETS2(), settings) >= 0;
  }

  // ---- another thread

  /** Waits until bytes can be read, or written, or somebody calls {@link #wakeUp}. */
  boolean await(boolean readable, boolean writable) {
    int events =
        (readable ? LinuxConstants.POLLIN() : 0) | (writable ? LinuxConstants.POLLOUT() : 0);
    var entry = pollfd.asSlice(entries, MASTER);
    pollfd.events(entry, (short) events);
    pollfd.revents(entry, (short) 0);
    int ready = Libc.poll(waitState, entries, 2, -1);
    if (ready > 0 && pollfd.revents(pollfd.asSlice(entries, WAKE)) != 0) {
      var _ = Libc.read(waitState, wake, count, count.byteSize());
    }
    return ready > 0 && (pollfd.revents(entry) & events) != 0;
  }

  // ---- any thread

  /** Makes {@link #await} return. */
  void wakeUp() {
    try (var scratch = Arena.ofConfined()) {
      // The only failure is a counter that is full, and then the event is set already.
      var _ = Libc.write(Libc.allocateState(scratch), wake, one, one.byteSize());
    }
  }

  /** Frees everything. Nobody may use it any more. */
  void close() {
    try (arena) {
      for (int fd : new int[] {wake, slave, master}) {
        var _ = Libc.close(state, fd);
      }
    }
  }
}
