package dev.spinet.bindings.linux;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.gen.linux.gpio_v2_line_values;
import dev.spinet.bindings.linux.sys.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Reads and writes the level of the one line behind a descriptor, with memory of its own: one
 * thread uses it at a time, and nothing is allocated.
 */
final class GpioLevel {
  /** The first line of a request, which is the only one here. */
  static final long MASK = 1;

  private final Descriptor line;
  private final MemorySegment state;
  private final MemorySegment values;

  GpioLevel(Descriptor line, Arena arena) {
    this.line = line;
    state = Libc.allocateState(arena);
    values = gpio_v2_line_values.allocate(arena);
    gpio_v2_line_values.mask(values, MASK);
  }

  /** The bits that stand for a level; asserted is 1, whatever that is in volts. */
  static long bits(boolean asserted) {
    return asserted ? MASK : 0;
  }

  boolean isAsserted() throws BusException {
    line.check(
        "read its level",
        line.request(state, LinuxConstants.GPIO_V2_LINE_GET_VALUES_IOCTL(), values));
    return (gpio_v2_line_values.bits(values) & MASK) != 0;
  }

  void set(boolean asserted) throws BusException {
    gpio_v2_line_values.bits(values, bits(asserted));
    line.check(
        "set its level",
        line.request(state, LinuxConstants.GPIO_V2_LINE_SET_VALUES_IOCTL(), values));
  }
}
