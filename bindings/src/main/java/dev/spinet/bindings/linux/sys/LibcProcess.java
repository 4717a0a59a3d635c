package dev.spinet.bindings.linux.sys;

import static dev.spinet.bindings.linux.sys.SystemLibrary.ERRNO;
import static dev.spinet.bindings.linux.sys.SystemLibrary.LONG;
import static dev.spinet.bindings.linux.sys.SystemLibrary.SIZE;
import static dev.spinet.bindings.linux.sys.SystemLibrary.checkCount;
import static dev.spinet.bindings.linux.sys.SystemLibrary.link;
import static dev.spinet.bindings.linux.sys.SystemLibrary.resultOrErrno;
import static dev.spinet.bindings.linux.sys.SystemLibrary.rethrow;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.spinet.bindings.gen.linux.iovec;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * System calls about processes, users and mounts, in the manner of {@link Libc}: the result, or the
 * negative error number.
 */
public final class LibcProcess {
  private static final MethodHandle MOUNT =
      link(
          "mount",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, LONG, ADDRESS),
          ERRNO);
  private static final MethodHandle UMOUNT2 =
      link("umount2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), ERRNO);
  private static final MethodHandle PROCESS_VM_READV =
      link(
          "process_vm_readv",
          FunctionDescriptor.of(SIZE, JAVA_INT, ADDRESS, LONG, ADDRESS, LONG, LONG),
          ERRNO);
  private static final MethodHandle PROCESS_VM_WRITEV =
      link(
          "process_vm_writev",
          FunctionDescriptor.of(SIZE, JAVA_INT, ADDRESS, LONG, ADDRESS, LONG, LONG),
          ERRNO);
  private static final MethodHandle READLINK =
      link("readlink", FunctionDescriptor.of(SIZE, ADDRESS, ADDRESS, SIZE), ERRNO);
  private static final MethodHandle GETEUID = link("geteuid", FunctionDescriptor.of(JAVA_INT));
  private static final MethodHandle GETEGID = link("getegid", FunctionDescriptor.of(JAVA_INT));
  private static final MethodHandle GETGROUPS =
      link("getgroups", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS), ERRNO);
  private static final MethodHandle STRERROR =
      link("strerror", FunctionDescriptor.of(ADDRESS, JAVA_INT));

  private LibcProcess() {}

  /**
   * Mounts a file system: mount(2).
   *
   * @param state memory for the error number
   * @param source what to mount, a C string
   * @param target where, a C string
   * @param type name of the file system, a C string
   * @param flags {@code MS_*}
   * @param data options of the file system, a C string, or {@link MemorySegment#NULL}
   * @return 0, or the negative error number
   */
  public static int mount(
      MemorySegment state,
      MemorySegment source,
      MemorySegment target,
      MemorySegment type,
      long flags,
      MemorySegment data) {
    try {
      return resultOrErrno(
          (int) MOUNT.invokeExact(state, source, target, type, flags, data), state);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  /**
   * Unmounts a file system: umount2(2).
   *
   * @param state memory for the error number
   * @param target where it is mounted, a C string
   * @param flags {@code MNT_*}, {@code UMOUNT_NOFOLLOW}
   * @return 0, or the negative error number
   */
  public static int umount2(MemorySegment state, MemorySegment target, int flags) {
    try {
      return resultOrErrno((int) UMOUNT2.invokeExact(state, target, flags), state);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  /**
   * Copies memory of another process here: process_vm_readv(2).
   *
   * @param state memory for the error number
   * @param pid the process, or one of its threads
   * @param local array of {@code struct iovec}: where to copy to. The memory it points to has to
   *     stay alive, which only the caller can see to.
   * @param localCount number of its elements
   * @param remote array of {@code struct iovec}: where to copy from, addresses of the other process
   * @param remoteCount number of its elements
   * @return the number of bytes copied, which may be fewer than asked for, or the negative error
   *     number
   * @throws IndexOutOfBoundsException if an array has fewer elements than its count says
   */
  public static long processVmReadv(
      MemorySegment state,
      int pid,
      MemorySegment local,
      long localCount,
      MemorySegment remote,
      long remoteCount) {
    checkCount(local, localCount, iovec.sizeof());
    checkCount(remote, remoteCount, iovec.sizeof());
    try {
      return resultOrErrno(
          (long)
              PROCESS_VM_READV.invokeExact(state, pid, local, localCount, remote, remoteCount, 0L),
          state);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  /**
   * Copies memory to another process: process_vm_writev(2).
   *
   * @param state memory for the error number
   * @param pid the process, or one of its threads
   * @param local array of {@code struct iovec}: where to copy from. The memory it points to has to
   *     stay alive, which only the caller can see to.
   * @param localCount number of its elements
   * @param remote array of {@code struct iovec}: where to copy to, addresses of the other process
   * @param remoteCount number of its elements
   * @return the number of bytes copied, which may be fewer than asked for, or the negative error
   *     number
   * @throws IndexOutOfBoundsException if an array has fewer elements than its count says
   */
  public static long processVmWritev(
      MemorySegment state,
      int pid,
      MemorySegment local,
      long localCount,
      MemorySegment remote,
      long remoteCount) {
    checkCount(local, localCount, iovec.sizeof());
    checkCount(remote, remoteCount, iovec.sizeof());
    try {
      return resultOrErrno(
          (long)
              PROCESS_VM_WRITEV.invokeExact(state, pid, local, localCount, remote, remoteCount, 0L),
          state);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  /**
   * Reads where a symbolic link points to: readlink(2).
   *
   * @param state memory for the error number
   * @param path the link, a C string
   * @param buffer receives the target, without a zero byte at its end
   * @return length of the target, cut to the size of the buffer, or the negative error number
   */
  public static long readlink(MemorySegment state, MemorySegment path, MemorySegment buffer) {
    try {
      return resultOrErrno(
          (long) READLINK.invokeExact(state, path, buffer, buffer.byteSize()), state);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  /**
   * The user whose rights this process has: geteuid(2).
   *
   * @return the number of the user
   */
  public static int geteuid() {
    try {
      return (int) GETEUID.invokeExact();
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  /**
   * The group whose rights this process has: getegid(2).
   *
   * @return the number of the group
   */
  public static int getegid() {
    try {
      return (int) GETEGID.invokeExact();
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  /**
   * The supplementary groups of this process: getgroups(2).
   *
   * @param state memory for the error number
   * @param size room in {@code groups}; 0 only asks how many there are
   * @param groups array of {@code gid_t}, 4 bytes each
   * @return how many groups there are, or the negative error number
   * @throws IndexOutOfBoundsException if {@code groups} is smaller than {@code size} says
   */
  public static int getgroups(MemorySegment state, int size, MemorySegment groups) {
    checkCount(groups, size, JAVA_INT.byteSize());
    try {
      return resultOrErrno((int) GETGROUPS.invokeExact(state, size, groups), state);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  /**
   * What the system says about an error number: strerror(3).
   *
   * @param errno the error number
   * @return the text, in the language of the system
   */
  @SuppressWarnings("restricted")
  public static String strerror(int errno) {
    // The C function may use one buffer for all threads.
    synchronized (LibcProcess.class) {
      try {
        var text = (MemorySegment) STRERROR.invokeExact(errno);
        return text.reinterpret(Long.MAX_VALUE).getString(0);
      } catch (Throwable t) {
        throw rethrow(t);
      }
    }
  }
}
