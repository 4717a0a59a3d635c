package dev.spinet.bindings.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.linux.sys.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Something another thread can set and poll(2) can wait for: eventfd(2). */
final class WakeEvent {
  private final Descriptor descriptor;
  private final MemorySegment one;
  private final MemorySegment count;
  private final MemorySegment signalState;
  private final MemorySegment clearState;

  /** Makes an event that is not set, with memory that threads share. */
  WakeEvent(String device, Arena arena) throws BusException {
    one = arena.allocateFrom(JAVA_LONG, 1);
    count = arena.allocate(JAVA_LONG);
    signalState = Libc.allocateState(arena);
    clearState = Libc.allocateState(arena);
    int fd =
        Libc.eventfd(clearState, 0, LinuxConstants.EFD_CLOEXEC() | LinuxConstants.EFD_NONBLOCK());
    if (fd < 0) {
      throw DeviceErrors.failed(device, "make an event to wake it", -fd);
    }
    descriptor = new Descriptor(device, fd);
  }

  int fd() {
    return descriptor.fd();
  }

  /** Sets the event. Any thread may, at any time. */
  void signal() {
    // The only failure is a counter that is full, and then the event is set already.
    var _ = Libc.write(signalState, fd(), one, one.byteSize());
  }

  /** Unsets the event. Only the thread that waits for it does. */
  void clear() {
    // The only failure is a counter that is zero, and then the event is not set already.
    var _ = Libc.read(clearState, fd(), count, count.byteSize());
  }

  void close() throws BusException {
    descriptor.close();
  }

  void closeAfter(Throwable failure) {
    descriptor.closeAfter(failure);
  }
}
