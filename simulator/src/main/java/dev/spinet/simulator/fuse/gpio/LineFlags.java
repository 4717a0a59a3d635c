package dev.spinet.simulator.fuse.gpio;

import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.gen.linux.gpio_v2_line_attribute;
import dev.spinet.bindings.gen.linux.gpio_v2_line_config;
import dev.spinet.bindings.gen.linux.gpio_v2_line_config_attribute;
import java.lang.foreign.MemorySegment;

/** Flags of GPIO lines and which of them go together (gpio_v2_line_config_validate()). */
final class LineFlags {

  static final long USED = LinuxConstants.GPIO_V2_LINE_FLAG_USED();
  static final long ACTIVE_LOW = LinuxConstants.GPIO_V2_LINE_FLAG_ACTIVE_LOW();
  static final long INPUT = LinuxConstants.GPIO_V2_LINE_FLAG_INPUT();
  static final long OUTPUT = LinuxConstants.GPIO_V2_LINE_FLAG_OUTPUT();
  static final long EDGE_RISING = LinuxConstants.GPIO_V2_LINE_FLAG_EDGE_RISING();
  static final long EDGE_FALLING = LinuxConstants.GPIO_V2_LINE_FLAG_EDGE_FALLING();
  static final long PULL_UP = LinuxConstants.GPIO_V2_LINE_FLAG_BIAS_PULL_UP();
  static final long REALTIME = LinuxConstants.GPIO_V2_LINE_FLAG_EVENT_CLOCK_REALTIME();

  static final long DIRECTIONS = INPUT | OUTPUT;
  private static final long EDGES = EDGE_RISING | EDGE_FALLING;
  private static final long DRIVES =
      LinuxConstants.GPIO_V2_LINE_FLAG_OPEN_DRAIN()
          | LinuxConstants.GPIO_V2_LINE_FLAG_OPEN_SOURCE();
  private static final long BIASES =
      PULL_UP
          | LinuxConstants.GPIO_V2_LINE_FLAG_BIAS_PULL_DOWN()
          | LinuxConstants.GPIO_V2_LINE_FLAG_BIAS_DISABLED();
  private static final long KNOWN = ACTIVE_LOW | DIRECTIONS | EDGES | DRIVES | BIASES | REALTIME;

  private LineFlags() {}

  /** Returns 0 or the negative error number. */
  static int validate(MemorySegment config, int lines) {
    int attributes = gpio_v2_line_config.num_attrs(config);
    if (attributes < 0 || attributes > LinuxConstants.GPIO_V2_LINE_NUM_ATTRS_MAX()) {
      return -LinuxConstants.EINVAL();
    }
    for (long i = 0; i < gpio_v2_line_config.padding$dimensions()[0]; i++) {
      if (gpio_v2_line_config.padding(config, i) != 0) {
        return -LinuxConstants.EINVAL();
      }
    }
    for (int i = 0; i < attributes; i++) {
      int id = gpio_v2_line_attribute.id(attribute(config, i));
      if (id == LinuxConstants.GPIO_V2_LINE_ATTR_ID_DEBOUNCE()) {
        // Real lines can be debounced; these cannot, and a program has to know.
        return -LinuxConstants.EOPNOTSUPP();
      }
    }
    for (int line = 0; line < lines; line++) {
      if (!areConsistent(of(config, line))) {
        return -LinuxConstants.EINVAL();
      }
    }
    return 0;
  }

  private static boolean areConsistent(long flags) {
    boolean input = (flags & INPUT) != 0;
    boolean output = (flags & OUTPUT) != 0;
    return (flags & ~KNOWN) == 0
        && !(input && output)
        && ((flags & EDGES) == 0 || input)
        && Long.bitCount(flags & DRIVES) <= 1
        && ((flags & DRIVES) == 0 || output)
        && Long.bitCount(flags & BIASES) <= 1
        && ((flags & BIASES) == 0 || input || output);
  }

  /** The flags of one line: of the first attribute that names it, else those for all. */
  static long of(MemorySegment config, int line) {
    for (int i = 0; i < gpio_v2_line_config.num_attrs(config); i++) {
      if (gpio_v2_line_attribute.id(attribute(config, i))
              == LinuxConstants.GPIO_V2_LINE_ATTR_ID_FLAGS()
          && (mask(config, i) >>> line & 1) != 0) {
        return gpio_v2_line_attribute.flags(attribute(config, i));
      }
    }
    return gpio_v2_line_config.flags(config);
  }

  /** The first value of an output line: of the first attribute that names it, else inactive. */
  static boolean initialValue(MemorySegment config, int line) {
    for (int i = 0; i < gpio_v2_line_config.num_attrs(config); i++) {
      if (gpio_v2_line_attribute.id(attribute(config, i))
              == LinuxConstants.GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES()
          && (mask(config, i) >>> line & 1) != 0) {
        return (gpio_v2_line_attribute.values(attribute(config, i)) >>> line & 1) != 0;
      }
    }
    return false;
  }

  private static MemorySegment attribute(MemorySegment config, int index) {
    return gpio_v2_line_config_attribute.attr(gpio_v2_line_config.attrs(config, index));
  }

  private static long mask(MemorySegment config, int index) {
    return gpio_v2_line_config_attribute.mask(gpio_v2_line_config.attrs(config, index));
  }
}
