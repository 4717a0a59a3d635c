package dev.spinet.bindings.linux.sys;

import static dev.spinet.bindings.linux.sys.SystemLibrary.ERRNO;
import static dev.spinet.bindings.linux.sys.SystemLibrary.LONG;
import static dev.spinet.bindings.linux.sys.SystemLibrary.SIZE;
import static dev.spinet.bindings.linux.sys.SystemLibrary.checkCount;
import static dev.spinet.bindings.linux.sys.SystemLibrary.link;
import static dev.spinet.bindings.linux.sys.SystemLibrary.resultOrErrno;
import static dev.spinet.bindings.linux.sys.SystemLibrary.rethrow;
import static java.lang.foreign.Linker.Option.firstVariadicArg;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.spinet.bindings.gen.linux.pollfd;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * System calls on descriptors. Each returns what the C function returns, or the <em>negative error
 * number</em> if it failed; none throws for an error of the system.
 *
 * <p>The first parameter is memory for the error number, see {@link #allocateState(Arena)}. It
 * belongs to the caller, who has one per device and uses it under the device's lock, so that no
 * call allocates. Calls that wait hold their carrier thread; a virtual thread makes none of them.
 *
 * <p>A pointer argument keeps the arena of its segment open during the call, and Java checks that
 * this thread may use it: a closed arena gives {@link IllegalStateException}, a foreign confined
 * one {@link WrongThreadException}, a heap segment {@link IllegalArgumentException}.
 */
public final class Libc {
  private static final MethodHandle OPEN =
      link(
          "open",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
          firstVariadicArg(2),
          ERRNO);
  private static final MethodHandle CLOSE =
      link("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT), ERRNO);
  private static final MethodHandle IOCTL =
      link(
          "ioctl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, LONG, ADDRESS),
          firstVariadicArg(2),
          ERRNO);
  private static final MethodHandle IOCTL_KEEPING =
      link(
          "ioctl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, LONG, ADDRESS, ADDRESS),
          firstVariadicArg(2),
          ERRNO);
  private static final MethodHandle IOCTL_VALUE =
      link(
          "ioctl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, LONG, LONG),
          firstVariadicArg(2),
          ERRNO);
  private static final MethodHandle READ =
      link("read", FunctionDescriptor.of(SIZE, JAVA_INT, ADDRESS, SIZE), ERRNO);
  private static final MethodHandle WRITE =
      link("write", FunctionDescriptor.of(SIZE, JAVA_INT, ADDRESS, SIZE), ERRNO);
  private static final MethodHandle POLL =
      link("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, LONG, JAVA_INT), ERRNO);
  private static final MethodHandle PPOLL =
      link("ppoll", FunctionDescriptor.of(JAVA_INT, ADDRESS, LONG, ADDRESS, ADDRESS), ERRNO);
  private static final MethodHandle EVENTFD =
      link("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT), ERRNO);
  private static final MethodHandle FCNTL =
      link(
          "fcntl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, LONG),
          firstVariadicArg(2),
          ERRNO);
  private static final MethodHandle PIPE2 =
      link("pipe2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), ERRNO);
  private static final MethodHandle FLOCK =
      link("flock", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT), ERRNO);

  private Libc() {}

  /**
   * Memory that the calls leave their error number in.
   *
   * @param arena decides how long it lives and which threads may use it
   * @return the memory
   */
  public static MemorySegment allocateState(Arena arena) {
    return arena.allocate(SystemLibrary.stateLayout());
  }

  /**
   * Opens a file: open(2).
   *
   * @param state memory for the error number
   * @param path the path, ended by a zero byte
   * @param flags how to open it, {@code O_*}
   * @param mode permissions of a file that is created; ignored otherwise
   * @return the descriptor, or the negative error number
   */
  public static int open(MemorySegment state, MemorySegment path, int flags, int mode) {
    try {
      return resultOrErrno((int) OPEN.invokeExact(state, path, flags, mode), state);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  /**
   * Closes a descriptor: close(2). It is gone even if an error is reported.
   *
   * @param state memory for the error number
   * @param fd the descriptor
   * @return 0, or the negative error number
   */
  public static int close(MemorySegment state, int fd) {
    try {
      return resultOrErrno((int) CLOSE.invokeExact(state, fd), state);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  /**
   * Asks a device for something: ioctl(2).
   *
   * @param state memory for the error number
   * @param fd descriptor of the device
   * @param request number of the request
   * @param argument what the request points to
   * @return what the request returns, or the negative error number
   */
  public static int ioctl(MemorySegment state, int fd, long request, MemorySegment argument) {
    try {
      return resultOrErrno((int) IOCTL.invokeExact(state, fd, request, argument), state);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  /**
   * As {@link #ioctl(MemorySegment, int, long, MemorySegment)}, for a request whose argument holds
   * the address of other memory. That memory is named as well: C ignores the surplus argument, but
   * for the time of the call its arena cannot be closed, and Java checks that this thread may use
   * it.
   *
   * @param state memory for the error number
   * @param fd descriptor of the device
   * @param request number of the request
   * @param argument what the request points to
   * @param kept memory whose address is within {@code argument}
   * @return what the request returns, or the negative error number
   */
  public static int ioctl(
      MemorySegment state, int fd, long request, MemorySegment argument, MemorySegment kept) {
    try {
      return resultOrErrno(
          (int) IOCTL_KEEPING.invokeExact(state, fd, request, argument, kept), state);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  /**
   * Asks a device for something by a number instead of a pointer: ioctl(2).
   *
   * @param state memory for the error number
   * @param fd descriptor of the device
   * @param request number of the request
   * @param value the argument
   * @return what the request returns, or the negative error number
   */
  public static int ioctlValue(MemorySegment state, int fd, long request, long value) {
    try {
      return resultOrErrno((int) IOCTL_VALUE.invokeExact(state, fd, request, value), state);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  /**
   * Reads: read(2). Waits for data unless the descriptor is non-blocking.
   *
   * @param state memory for the error number
   * @param fd the descriptor
   * @param buffer native memory to read into
   * @param count most bytes to read, at most the size of {@code buffer}
   * @return the number of bytes read, 0 at the end, or the negative error number
   * @throws IndexOutOfBoundsException if {@code count} is negative or more than the buffer holds
   */
  public static long read(MemorySegment state, int fd, MemorySegment buffer, long count) {
    checkCount(buffer, count, 1);
    try {
      return resultOrErrno((long) READ.invokeExact(state, fd, buffer, count), state);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  /**
   * Writes: write(2). Waits for space unless the descriptor is non-blocking.
   *
   * @param state memory for the error number
   * @param fd the descriptor
   * @param buffer native memory to write from
   * @param count most bytes to write, at most the size of {@code buffer}
   * @return the number of bytes taken, or the negative error number
   * @throws IndexOutOfBoundsException if {@code count} is negative or more than the buffer holds
   */
  public static long write(MemorySegment state, int fd, MemorySegment buffer, long count) {
    checkCount(buffer, count, 1);
    try {
      return resultOrErrno((long) WRITE.invokeExact(state, fd, buffer, count), state);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  /**
   * Waits for one of several descriptors: poll(2). Only dedicated platform threads call this with a
   * time-out other than 0.
   *
   * @param state memory for the error number
   * @param descriptors array of {@code struct pollfd}
   * @param count number of its elements to use
   * @param timeoutMillis longest wait in milliseconds; 0 does not wait, -1 waits for ever
   * @return how many descriptors are ready, 0 after the time-out, or the negative error number,
   *     which is {@code -EINTR} after a signal
   * @throws IndexOutOfBoundsException if {@code descriptors} has fewer than {@code count} elements
   */
  public static int poll(
      MemorySegment state, MemorySegment descriptors, long count, int timeoutMillis) {
    checkCount(descriptors, count, pollfd.sizeof());
    try {
      return resultOrErrno((int) POLL.invokeExact(state, descriptors, count, timeoutMillis), state);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  /**
   * As {@link #poll}, with a time-out in nanoseconds: ppoll(2). The signal mask stays as it is.
   *
   * @param state memory for the error number
   * @param descriptors array of {@code struct pollfd}
   * @param count number of its elements to use
   * @param timeout longest wait, a {@code struct timespec}; {@link MemorySegment#NULL} waits for
   *     ever
   * @return how many descriptors are ready, 0 after the time-out, or the negative error number,
   *     which is {@code -EINTR} after a signal
   * @throws IndexOutOfBoundsException if {@code descriptors} has fewer than {@code count} elements
   */
  public static int ppoll(
      MemorySegment state, MemorySegment descriptors, long count, MemorySegment timeout) {
    checkCount(descriptors, count, pollfd.sizeof());
    try {
      return resultOrErrno(
          (int) PPOLL.invokeExact(state, descriptors, count, timeout, MemorySegment.NULL), state);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  /**
   * Makes a counter that can be polled: eventfd(2).
   *
   * @param state memory for the error number
   * @param initial first value of the counter
   * @param flags {@code EFD_*}
   * @return the descriptor, or the negative error number
   */
  public static int eventfd(MemorySegment state, int initial, int flags) {
    try {
      return resultOrErrno((int) EVENTFD.invokeExact(state, initial, flags), state);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  /**
   * Changes a descriptor: fcntl(2), for the operations that take a number.
   *
   * @param state memory for the error number
   * @param fd the descriptor
   * @param operation {@code F_*}
   * @param value the argument; 0 for operations without one
   * @return what the operation returns, or the negative error number
   */
  public static int fcntl(MemorySegment state, int fd, int operation, long value) {
    try {
      return resultOrErrno((int) FCNTL.invokeExact(state, fd, operation, value), state);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  /**
   * Makes a pipe: pipe2(2).
   *
   * @param state memory for the error number
   * @param descriptors receives two {@code int}: the end to read, the end to write
   * @param flags {@code O_CLOEXEC}, {@code O_NONBLOCK}
   * @return 0, or the negative error number
   * @throws IndexOutOfBoundsException if there is no room for two descriptors
   */
  public static int pipe2(MemorySegment state, MemorySegment descriptors, int flags) {
    checkCount(descriptors, 2, JAVA_INT.byteSize());
    try {
      return resultOrErrno((int) PIPE2.invokeExact(state, descriptors, flags), state);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  /**
   * Takes or frees an advisory lock on an open file: flock(2).
   *
   * @param state memory for the error number
   * @param fd the descriptor
   * @param operation {@code LOCK_*}; with {@code LOCK_NB} it does not wait
   * @return 0, or the negative error number, which is {@code -EAGAIN} if somebody else has the lock
   */
  public static int flock(MemorySegment state, int fd, int operation) {
    try {
      return resultOrErrno((int) FLOCK.invokeExact(state, fd, operation), state);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }
}
