package dev.spinet.simulator.fuse.session;

import dev.spinet.bindings.gen.linux.LinuxConstants;
import java.lang.foreign.MemorySegment;

/**
 * A virtual file that a program has open. Results are those of a Linux driver: a number from 0, or
 * the negative error number. All calls of one session come from one thread and must not wait.
 */
public interface OpenFile {

  /** Result of {@link #read} that says: the answer comes through {@link LateReplies}. */
  int LATER = Integer.MIN_VALUE;

  /**
   * ioctl(2).
   *
   * @param call the request and its data; valid during the call only
   * @return what ioctl returns to the program, or the negative error number
   */
  default int ioctl(IoctlCall call) {
    return -LinuxConstants.ENOTTY();
  }

  /**
   * read(2).
   *
   * @param request number of the request, for a late reply
   * @param flags the flags of the open file now, {@code O_*}
   * @param offset position in the file
   * @param buffer where the bytes go; valid during the call only
   * @param size most bytes to read, at most the size of {@code buffer}
   * @return bytes read, {@link #LATER}, or the negative error number
   */
  default int read(long request, int flags, long offset, MemorySegment buffer, int size) {
    return -LinuxConstants.EINVAL();
  }

  /**
   * write(2).
   *
   * @param data the bytes; valid during the call only
   * @param size how many
   * @return bytes taken, or the negative error number
   */
  default int write(MemorySegment data, int size) {
    return -LinuxConstants.EINVAL();
  }

  /**
   * poll(2).
   *
   * @param handle what {@link LateReplies#wakePollers} takes
   * @param notify whether somebody waits and wants to be woken when the answer changes
   * @return what is ready now, {@code POLL*}; as a file without readiness, always everything
   */
  default int poll(long handle, boolean notify) {
    return LinuxConstants.POLLIN() | LinuxConstants.POLLRDNORM() | LinuxConstants.POLLOUT();
  }

  /**
   * The program was interrupted by a signal in a call that was to be answered later.
   *
   * @param request number of the request
   * @return whether this file had the request; it has then answered it
   */
  default boolean cancel(long request) {
    return false;
  }

  /** The last descriptor of this open file is closed. */
  default void release() {}
}
