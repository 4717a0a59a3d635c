package dev.spinet.bindings.linux;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.bus.InterruptLine;
import dev.spinet.bindings.bus.OutputLine;
import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.gen.linux.gpio_v2_line_attribute;
import dev.spinet.bindings.gen.linux.gpio_v2_line_config;
import dev.spinet.bindings.gen.linux.gpio_v2_line_config_attribute;
import dev.spinet.bindings.gen.linux.gpio_v2_line_info;
import dev.spinet.bindings.gen.linux.gpio_v2_line_request;
import dev.spinet.bindings.gen.linux.gpiochip_info;
import dev.spinet.bindings.linux.sys.Libc;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A controller of general purpose lines, such as {@code /dev/gpiochip0}, through version 2 of
 * Linux's GPIO character device (linux/gpio.h; kernel 5.10 or newer). Lines taken from it outlive
 * it: the chip may be closed as soon as they are there.
 */
public final class GpioChip implements AutoCloseable {
  private static final String CONSUMER = "spinet";

  private final Descriptor descriptor;
  private final int lineCount;
  private final Lifetime lifetime;

  private GpioChip(Descriptor descriptor, int lineCount) {
    this.descriptor = descriptor;
    this.lineCount = lineCount;
    lifetime = new Lifetime(() -> {}, descriptor::close);
  }

  /**
   * Opens a chip.
   *
   * @param path path of the device file
   * @return the chip
   * @throws BusException if the device does not exist, may not be used or is no GPIO chip
   * @throws IllegalArgumentException if the path is empty or contains a zero character
   */
  public static GpioChip open(String path) throws BusException {
    var descriptor = Descriptor.open(DeviceKind.GPIO, path);
    try (var arena = Arena.ofConfined()) {
      var info = gpiochip_info.allocate(arena);
      int result =
          descriptor.request(
              Libc.allocateState(arena), LinuxConstants.GPIO_GET_CHIPINFO_IOCTL(), info);
      if (result == -LinuxConstants.ENOTTY() || result == -LinuxConstants.EINVAL()) {
        throw DeviceErrors.wrongKind(DeviceKind.GPIO, path, -result);
      }
      descriptor.check("ask for its number of lines", result);
      return new GpioChip(descriptor, gpiochip_info.lines(info));
    } catch (BusException | RuntimeException | Error e) {
      descriptor.closeAfter(e);
      throw e;
    }
  }

  /**
   * Name of the device for error messages.
   *
   * @return the path it was opened with
   */
  public String name() {
    return descriptor.device();
  }

  /**
   * How many lines the chip has. Their offsets are 0 to one less.
   *
   * @return the number of lines
   */
  public int lineCount() {
    return lineCount;
  }

  /**
   * Takes a line on which a chip asks for attention. The level is watched by edges, so that waiting
   * for it costs nothing.
   *
   * @param offset number of the line within the chip, 0 to {@link #lineCount()} - 1
   * @param activeLow whether the line is asserted when its voltage is low
   * @return the line
   * @throws BusException if there is no such line, somebody else has it, it cannot report edges, or
   *     the chip is closed
   */
  public InterruptLine interruptLine(int offset, boolean activeLow) throws BusException {
    // With the active-low flag "rising" means from inactive to active, which on the wire is falling
    // (linux/gpio.h, GPIO_V2_LINE_FLAG_EDGE_RISING): the edge to asserted in both cases.
    long flags =
        LinuxConstants.GPIO_V2_LINE_FLAG_INPUT()
            | LinuxConstants.GPIO_V2_LINE_FLAG_EDGE_RISING()
            | polarity(activeLow);
    try (var arena = Arena.ofConfined()) {
      var line = request(arena, offset, flags, gpio_v2_line_request.allocate(arena));
      return GpioInterruptLine.of(line);
    }
  }

  /**
   * Takes a line to drive, and drives it at once. What level it keeps after it is closed is up to
   * the chip.
   *
   * @param offset number of the line within the chip, 0 to {@link #lineCount()} - 1
   * @param activeLow whether asserting the line makes its voltage low
   * @param initiallyAsserted whether the line is asserted from the beginning
   * @return the line
   * @throws BusException if there is no such line, somebody else has it, it cannot be driven, or
   *     the chip is closed
   */
  public OutputLine outputLine(int offset, boolean activeLow, boolean initiallyAsserted)
      throws BusException {
    long flags = LinuxConstants.GPIO_V2_LINE_FLAG_OUTPUT() | polarity(activeLow);
    try (var arena = Arena.ofConfined()) {
      var request = gpio_v2_line_request.allocate(arena);
      // Given together with the request: set afterwards, the line would be at the wrong level
      // between the two.
      var config = gpio_v2_line_request.config(request);
      var attribute = gpio_v2_line_config.attrs(config, 0);
      gpio_v2_line_config.num_attrs(config, 1);
      gpio_v2_line_config_attribute.mask(attribute, GpioLevel.MASK);
      var values = gpio_v2_line_config_attribute.attr(attribute);
      gpio_v2_line_attribute.id(values, LinuxConstants.GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES());
      gpio_v2_line_attribute.values(values, GpioLevel.bits(initiallyAsserted));
      return new GpioOutputLine(request(arena, offset, flags, request));
    }
  }

  private static long polarity(boolean activeLow) {
    return activeLow ? LinuxConstants.GPIO_V2_LINE_FLAG_ACTIVE_LOW() : 0;
  }

  private Descriptor request(Arena arena, int offset, long flags, MemorySegment request)
      throws BusException {
    var operation = "take line " + offset;
    if (offset < 0 || offset >= lineCount) {
      throw DeviceErrors.refused(
          name(), operation, "it has lines 0 to " + (lineCount - 1) + " only");
    }
    gpio_v2_line_request.offsets(request, 0, offset);
    gpio_v2_line_request.num_lines(request, 1);
    gpio_v2_line_request.consumer(request).setString(0, CONSUMER);
    gpio_v2_line_config.flags(gpio_v2_line_request.config(request), flags);
    if (!lifetime.enter()) {
      throw DeviceErrors.closed(name(), operation);
    }
    try {
      var state = Libc.allocateState(arena);
      int result = descriptor.request(state, LinuxConstants.GPIO_V2_GET_LINE_IOCTL(), request);
      if (result < 0) {
        throw DeviceErrors.failed(
            name(), operation, -result, advice(arena, state, offset, -result));
      }
      return new Descriptor(name() + " line " + offset, gpio_v2_line_request.fd(request));
    } finally {
      lifetime.exit();
    }
  }

  private String advice(Arena arena, MemorySegment state, int offset, int errno) {
    if (errno == LinuxConstants.EBUSY()) {
      var info = gpio_v2_line_info.allocate(arena);
      gpio_v2_line_info.offset(info, offset);
      int result = descriptor.request(state, LinuxConstants.GPIO_V2_GET_LINEINFO_IOCTL(), info);
      var consumer = result < 0 ? "" : gpio_v2_line_info.consumer(info).getString(0);
      return consumer.isEmpty()
          ? "The line is in use; gpioinfo shows by whom."
          : "The line is in use by \"" + consumer + "\".";
    }
    if (errno == LinuxConstants.ENXIO()
        || errno == LinuxConstants.ENODEV()
        || errno == LinuxConstants.EOPNOTSUPP()) {
      return "The chip cannot do this with the line (not every line reports edges); choose another.";
    }
    if (errno == LinuxConstants.EINVAL() || errno == LinuxConstants.ENOTTY()) {
      return "The line cannot be used so, or the kernel is older than 5.10.";
    }
    return "";
  }

  /**
   * Closes the chip. Lines taken from it stay. Closing twice has no effect.
   *
   * @throws BusException if the device reports an error
   */
  @Override
  public void close() throws IOException {
    lifetime.close();
  }
}
