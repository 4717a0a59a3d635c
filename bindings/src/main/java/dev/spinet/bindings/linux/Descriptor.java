package dev.spinet.bindings.linux;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.linux.sys.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A file descriptor together with the name of its device for error messages. */
final class Descriptor {
  private final String device;
  private final int fd;

  Descriptor(String device, int fd) {
    this.device = device;
    this.fd = fd;
  }

  /**
   * Opens a device file for reading and writing.
   *
   * @throws IllegalArgumentException if the path is empty or contains a zero character
   */
  static Descriptor open(DeviceKind kind, String path) throws BusException {
    if (path.isEmpty() || path.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "not a path of " + kind.description() + ": '" + path + "'");
    }
    // Whatever the path turns out to be, opening it must neither wait (a modem's carrier, the other
    // end of a pipe) nor make it this process's terminal.
    int flags =
        LinuxConstants.O_RDWR()
            | LinuxConstants.O_CLOEXEC()
            | LinuxConstants.O_NONBLOCK()
            | LinuxConstants.O_NOCTTY();
    try (var arena = Arena.ofConfined()) {
      var state = Libc.allocateState(arena);
      var name = arena.allocateFrom(path);
      int result;
      do {
        result = Libc.open(state, name, flags, 0);
      } while (result == -LinuxConstants.EINTR());
      if (result < 0) {
        throw DeviceErrors.opening(kind, path, -result);
      }
      return new Descriptor(path, result);
    }
  }

  String device() {
    return device;
  }

  int fd() {
    return fd;
  }

  /**
   * Makes a request that may be repeated without harm: it is, after a signal.
   *
   * @return the result, or the negative error number
   */
  int request(MemorySegment state, long request, MemorySegment argument) {
    int result;
    do {
      result = Libc.ioctl(state, fd, request, argument);
    } while (result == -LinuxConstants.EINTR());
    return result;
  }

  /** As {@link #request}, for a request whose argument is a number. */
  int requestValue(MemorySegment state, long request, long value) {
    int result;
    do {
      result = Libc.ioctlValue(state, fd, request, value);
    } while (result == -LinuxConstants.EINTR());
    return result;
  }

  /** Throws if a result is a negative error number, else returns it. */
  int check(String operation, int result) throws BusException {
    if (result < 0) {
      throw DeviceErrors.failed(device, operation, -result);
    }
    return result;
  }

  /**
   * Keeps out other programs that ask for the device in the same way. It ends with the descriptor.
   * Unlike the exclusive mode of a serial port it keeps out the super-user too, and device files
   * that know no exclusive mode have it as well.
   */
  void lock(MemorySegment state) throws BusException {
    int result = Libc.flock(state, fd, LinuxConstants.LOCK_EX() | LinuxConstants.LOCK_NB());
    if (result == -LinuxConstants.EAGAIN()) {
      throw DeviceErrors.inUse(device);
    }
    check("lock", result);
  }

  void close() throws BusException {
    try (var arena = Arena.ofConfined()) {
      int result = Libc.close(Libc.allocateState(arena), fd);
      // Linux has freed the number even then, so trying again could close somebody else's file.
      if (result < 0 && result != -LinuxConstants.EINTR()) {
        throw DeviceErrors.failed(device, "close", -result);
      }
    }
  }

  /** Closes after a failure that matters more than one of closing. */
  void closeAfter(Throwable failure) {
    try {
      close();
    } catch (BusException e) {
      failure.addSuppressed(e);
    }
  }
}
