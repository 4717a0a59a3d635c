package dev.spinet.bindings.linux;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.gen.linux.pollfd;
import dev.spinet.bindings.gen.linux.timespec;
import dev.spinet.bindings.linux.sys.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;

/**
 * A fixed set of descriptors to wait for with ppoll(2). One thread uses it at a time; waiting
 * allocates nothing.
 */
final class PollSet {
  private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final String device;
  private final MemorySegment state;
  private final MemorySegment entries;
  private final MemorySegment[] entry;
  private final MemorySegment timeout;

  PollSet(String device, Arena arena, int size) {
    this.device = device;
    state = Libc.allocateState(arena);
    entries = pollfd.allocateArray(size, arena);
    entry = new MemorySegment[size];
    for (int i = 0; i < size; i++) {
      entry[i] = pollfd.asSlice(entries, i);
    }
    timeout = timespec.allocate(arena);
  }

  /** Says what an element waits for. */
  void watch(int index, int fd, int events) {
    pollfd.fd(entry[index], fd);
    pollfd.events(entry[index], (short) events);
  }

  /**
   * Waits until a descriptor is ready.
   *
   * @param start {@link System#nanoTime()} when the time-out began
   * @param timeoutNanos longest wait since then; 0 or less does not wait, {@link Long#MAX_VALUE}
   *     waits for ever
   * @return whether one is ready; {@code false} after the time-out
   */
  boolean await(long start, long timeoutNanos) throws BusException {
    while (true) {
      var limit = MemorySegment.NULL;
      if (timeoutNanos != Long.MAX_VALUE) {
        long left = Math.max(0, timeoutNanos - (System.nanoTime() - start));
        timespec.tv_sec(timeout, left / NANOS_PER_SECOND);
        timespec.tv_nsec(timeout, left % NANOS_PER_SECOND);
        limit = timeout;
      }
      int ready = Libc.ppoll(state, entries, entry.length, limit);
      if (ready >= 0) {
        return ready > 0;
      }
      if (ready != -LinuxConstants.EINTR()) {
        throw DeviceErrors.failed(device, "wait", -ready);
      }
    }
  }

  /** What an element is ready for, {@code POLL*}; 0 if it is not. */
  int ready(int index) {
    return pollfd.revents(entry[index]);
  }
}
