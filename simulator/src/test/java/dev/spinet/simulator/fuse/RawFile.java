package dev.spinet.simulator.fuse;

import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.gen.linux.pollfd;
import dev.spinet.bindings.linux.sys.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A file used with bare system calls; results are numbers from 0 or negative error numbers. */
final class RawFile implements AutoCloseable {

  private final Arena arena = Arena.ofShared();
  private final MemorySegment state = Libc.allocateState(arena);
  private final int fd;

  private RawFile(String path, int flags) {
    fd = Libc.open(state, arena.allocateFrom(path), flags | LinuxConstants.O_CLOEXEC(), 0);
  }

  private RawFile(int fd) {
    this.fd = fd;
  }

  static RawFile open(String path) {
    var file = new RawFile(path, LinuxConstants.O_RDWR());
    if (file.fd < 0) {
      throw new AssertionError("open " + path + " gave " + file.fd);
    }
    return file;
  }

  /** Takes over a descriptor. */
  static RawFile of(int fd) {
    return new RawFile(fd);
  }

  /** Tries to open a file and closes it again. */
  static int tryOpen(String path, int flags) {
    try (var file = new RawFile(path, flags)) {
      return Math.min(file.fd, 0);
    }
  }

  Arena arena() {
    return arena;
  }

  int fd() {
    return fd;
  }

  int ioctl(long request, MemorySegment argument) {
    return Libc.ioctl(state, fd, request, argument);
  }

  int ioctlAddress(long request, long address) {
    return Libc.ioctlValue(state, fd, request, address);
  }

  int setInt(long request, int value) {
    var argument = arena.allocate(ValueLayout.JAVA_INT);
    argument.set(ValueLayout.JAVA_INT, 0, value);
    return ioctl(request, argument);
  }

  int getInt(long request) {
    var argument = arena.allocate(ValueLayout.JAVA_INT);
    int result = ioctl(request, argument);
    return result < 0 ? result : argument.get(ValueLayout.JAVA_INT, 0);
  }

  int read(MemorySegment buffer) {
    return (int) Libc.read(state, fd, buffer, buffer.byteSize());
  }

  int write(MemorySegment buffer) {
    return (int) Libc.write(state, fd, buffer, buffer.byteSize());
  }

  int setNonBlocking() {
    return Libc.fcntl(state, fd, LinuxConstants.F_SETFL(), LinuxConstants.O_NONBLOCK());
  }

  /** Waits for data; returns what is ready, 0 after the time-out. */
  int poll(int timeoutMillis) {
    var set = pollfd.allocate(arena);
    pollfd.fd(set, fd);
    pollfd.events(set, (short) LinuxConstants.POLLIN());
    int result = Libc.poll(state, set, 1, timeoutMillis);
    return result <= 0 ? result : pollfd.revents(set);
  }

  @Override
  public void close() {
    if (fd >= 0) {
      Libc.close(state, fd);
    }
    arena.close();
  }
}
