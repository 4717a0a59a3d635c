package dev.spinet.simulator.fuse.spi;

import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.gen.linux.iovec;
import dev.spinet.bindings.linux.Errno;
import dev.spinet.bindings.linux.sys.Libc;
import dev.spinet.bindings.linux.sys.LibcProcess;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Pieces of another process's memory, copied with one system call: process_vm_readv(2) and
 * process_vm_writev(2). This is how buffers are reached whose addresses stand inside the argument
 * of an ioctl.
 */
final class CallerMemory {

  private static final System.Logger LOG = System.getLogger(CallerMemory.class.getName());

  private final MemorySegment state;
  private final MemorySegment local;
  private final MemorySegment remote;
  private int pieces;
  private long total;
  private boolean refusalReported;

  /**
   * Memory for the list of pieces.
   *
   * @param limit most pieces of one copy
   */
  CallerMemory(Arena arena, int limit) {
    state = Libc.allocateState(arena);
    local = iovec.allocate(arena);
    remote = iovec.allocateArray(limit, arena);
  }

  /** Starts a new list. */
  void clear() {
    pieces = 0;
    total = 0;
  }

  /**
   * Adds a piece.
   *
   * @param address where it is in the other process
   * @param length its bytes, from 0
   */
  void add(long address, int length) {
    if (length == 0) {
      return;
    }
    long at = pieces * iovec.sizeof();
    remote.set(ValueLayout.JAVA_LONG, at + iovec.iov_base$offset(), address);
    remote.set(ValueLayout.JAVA_LONG, at + iovec.iov_len$offset(), length);
    pieces++;
    total += length;
  }

  /**
   * Copies the pieces here, one after the other.
   *
   * @param thread the other process, or one of its threads
   * @return 0, or the negative error number; {@code -EFAULT} if a piece is not readable memory
   */
  int fetch(int thread, MemorySegment destination) {
    return pieces == 0 ? 0 : checked(thread, copy(thread, destination, true));
  }

  /**
   * Copies from here to the pieces, one after the other.
   *
   * @param thread the other process, or one of its threads
   * @return 0, or the negative error number; {@code -EFAULT} if a piece is not writable memory
   */
  int store(int thread, MemorySegment source) {
    return pieces == 0 ? 0 : checked(thread, copy(thread, source, false));
  }

  private long copy(int thread, MemorySegment here, boolean fetch) {
    local.set(ValueLayout.JAVA_LONG, iovec.iov_base$offset(), here.address());
    local.set(ValueLayout.JAVA_LONG, iovec.iov_len$offset(), total);
    return fetch
        ? LibcProcess.processVmReadv(state, thread, local, 1, remote, pieces)
        : LibcProcess.processVmWritev(state, thread, local, 1, remote, pieces);
  }

  private int checked(int thread, long result) {
    if (result == total) {
      return 0;
    }
    if (result >= 0) {
      return -LinuxConstants.EFAULT(); // Some pieces were copied, then came a bad one.
    }
    if (result == -LinuxConstants.EPERM() && !refusalReported) {
      refusalReported = true;
      LOG.log(
          System.Logger.Level.ERROR,
          "cannot reach the memory of thread "
              + thread
              + ": "
              + Errno.describe(LinuxConstants.EPERM())
              + "; serve the virtual devices as root, or set kernel.yama.ptrace_scope to 0");
    }
    return (int) result;
  }
}
