package dev.spinet.simulator.fuse;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.gen.linux.gpio_v2_line_values;
import dev.spinet.bindings.linux.Errno;
import dev.spinet.bindings.linux.sys.Libc;
import dev.spinet.simulator.fuse.gpio.VirtualGpioChip;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Descriptors that this process holds ready for requests of virtual GPIO lines. A request takes one
 * of them; closing it is then the business of who made the request. The program under test needs no
 * change: it only has to run in a process that holds a pool.
 *
 * <p>A program in any language can be given a pool by the shell that starts it, because descriptors
 * are inherited: {@code exec 7<DIR/linepool0 8<DIR/linepool1; ./program}.
 */
public final class LinePool implements AutoCloseable {

  /** Which pool of this process a descriptor belongs to: numbers are used again once closed. */
  private static final Map<Integer, LinePool> OWNERS = new ConcurrentHashMap<>();

  private final Map<Integer, Path> descriptors = new TreeMap<>();

  private LinePool() {}

  /**
   * Opens free slots.
   *
   * @param directory where the virtual devices are mounted
   * @param requests how many line requests are to be possible at a time
   * @return the pool
   * @throws BusException if there are not so many free slots
   * @throws IOException if the directory cannot be found
   */
  public static LinePool open(Path directory, int requests) throws IOException {
    var path = directory.toRealPath();
    var pool = new LinePool();
    try {
      for (int slot = 0; pool.descriptors.size() < requests; slot++) {
        pool.take(path.resolve(VirtualGpioChip.slotName(slot)), requests);
      }
    } catch (IOException | RuntimeException e) {
      pool.close();
      throw e;
    }
    return pool;
  }

  private void take(Path slot, int requests) throws BusException {
    try (var arena = Arena.ofConfined()) {
      int flags = LinuxConstants.O_RDONLY() | LinuxConstants.O_CLOEXEC();
      var state = Libc.allocateState(arena);
      int fd = Libc.open(state, arena.allocateFrom(slot.toString()), flags, 0);
      if (fd >= 0) {
        OWNERS.put(fd, this);
        descriptors.put(fd, slot);
      } else if (fd == -LinuxConstants.ENOENT()) {
        throw new BusException(
            slot.toString(),
            "there are not " + requests + " free line slots in " + slot.getParent(),
            -fd);
      } else if (fd != -LinuxConstants.EBUSY()) {
        throw new BusException(
            slot.toString(), "cannot open " + slot + ": " + Errno.describe(-fd), -fd);
      }
    }
  }

  /**
   * How many requests the pool still has a descriptor for.
   *
   * @return the number of unused descriptors
   */
  public int available() {
    try (var arena = Arena.ofConfined()) {
      return (int) descriptors.keySet().stream().filter(fd -> isUnused(fd, arena)).count();
    }
  }

  private boolean isUnused(int fd, Arena arena) {
    if (!this.equals(OWNERS.get(fd)) || !isStillSlot(fd)) {
      return false;
    }
    MemorySegment values = gpio_v2_line_values.allocate(arena);
    int result =
        Libc.ioctl(
            Libc.allocateState(arena), fd, LinuxConstants.GPIO_V2_LINE_GET_VALUES_IOCTL(), values);
    // Anything but "no lines here" means that a request has taken it. When the server is gone
    // nobody can say; then the descriptor is ours to close, for no request can be working.
    return result == -LinuxConstants.ENXIO() || result == -LinuxConstants.ENOTCONN();
  }

  private boolean isStillSlot(int fd) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd)).equals(descriptors.get(fd));
    } catch (IOException e) {
      return false;
    }
  }

  /** Closes the descriptors that no request has taken. Closing twice has no effect. */
  @Override
  public void close() {
    try (var arena = Arena.ofConfined()) {
      for (int fd : descriptors.keySet()) {
        if (isUnused(fd, arena)) {
          Libc.close(Libc.allocateState(arena), fd);
        }
        OWNERS.remove(fd, this);
      }
      descriptors.clear();
    }
  }
}
