package dev.spinet.simulator.fuse.gpio;

import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.gen.linux.gpio_v2_line_info;
import dev.spinet.bindings.gen.linux.gpio_v2_line_request;
import dev.spinet.bindings.gen.linux.gpiochip_info;
import dev.spinet.simulator.fuse.session.IoctlCall;
import dev.spinet.simulator.fuse.session.LateReplies;
import dev.spinet.simulator.fuse.session.OpenFile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** An open descriptor of the chip itself: information, and requests for lines. */
final class ChipHandle implements OpenFile {

  private static final int GET_CHIPINFO = (int) LinuxConstants.GPIO_GET_CHIPINFO_IOCTL();
  private static final int GET_LINEINFO = (int) LinuxConstants.GPIO_V2_GET_LINEINFO_IOCTL();
  private static final int GET_LINE = (int) LinuxConstants.GPIO_V2_GET_LINE_IOCTL();
  private static final int NAME_SIZE = LinuxConstants.GPIO_MAX_NAME_SIZE();
  private static final System.Logger LOG = System.getLogger(ChipHandle.class.getName());

  private final VirtualGpioChip chip;
  private final LateReplies replies;

  ChipHandle(VirtualGpioChip chip, LateReplies replies) {
    this.chip = chip;
    this.replies = replies;
  }

  @Override
  public int ioctl(IoctlCall call) {
    int request = call.request();
    if (request == GET_CHIPINFO) {
      return chipInfo(call.output());
    }
    if (request == GET_LINEINFO) {
      return lineInfo(call.input(), call.output());
    }
    if (request == GET_LINE) {
      return requestLines(call);
    }
    return -LinuxConstants.EINVAL();
  }

  @Override
  public int poll(long pollHandle, boolean notify) {
    return 0; // Only changes of line information would be news here.
  }

  private int chipInfo(MemorySegment info) {
    write(gpiochip_info.name(info), chip.name());
    write(gpiochip_info.label(info), chip.label());
    gpiochip_info.lines(info, chip.lineCount());
    return 0;
  }

  private int lineInfo(MemorySegment in, MemorySegment info) {
    int offset = gpio_v2_line_info.offset(in);
    for (long i = 0; i < gpio_v2_line_info.padding$dimensions()[0]; i++) {
      if (gpio_v2_line_info.padding(in, i) != 0) {
        return -LinuxConstants.EINVAL();
      }
    }
    if (offset < 0 || offset >= chip.lineCount()) {
      return -LinuxConstants.EINVAL();
    }
    chip.lock().lock();
    try {
      var line = chip.line(offset);
      write(gpio_v2_line_info.name(info), line.name);
      write(gpio_v2_line_info.consumer(info), line.consumer);
      gpio_v2_line_info.offset(info, offset);
      gpio_v2_line_info.flags(info, line.flags | (line.owner == null ? 0 : LineFlags.USED));
      return 0;
    } finally {
      chip.lock().unlock();
    }
  }

  /** Writes a text and a zero byte into a field of fixed size. */
  private static void write(MemorySegment field, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, NAME_SIZE - 1);
    field.fill((byte) 0);
    MemorySegment.copy(bytes, 0, field, ValueLayout.JAVA_BYTE, 0, length);
  }

  private int requestLines(IoctlCall call) {
    var in = call.input();
    int count = gpio_v2_line_request.num_lines(in);
    if (count < 1 || count > LinuxConstants.GPIO_V2_LINES_MAX()) {
      return -LinuxConstants.EINVAL();
    }
    for (long i = 0; i < gpio_v2_line_request.padding$dimensions()[0]; i++) {
      if (gpio_v2_line_request.padding(in, i) != 0) {
        return -LinuxConstants.EINVAL();
      }
    }
    var config = gpio_v2_line_request.config(in);
    int valid = LineFlags.validate(config, count);
    if (valid < 0) {
      return valid;
    }
    var wanted = new Line[count];
    for (int i = 0; i < count; i++) {
      int offset = gpio_v2_line_request.offsets(in, i);
      if (offset < 0 || offset >= chip.lineCount()) {
        return -LinuxConstants.EINVAL();
      }
      wanted[i] = chip.line(offset);
    }
    var request =
        new LineRequest(chip, wanted, gpio_v2_line_request.event_buffer_size(in), replies);
    int fd = claim(request, text(gpio_v2_line_request.consumer(in)), call.callerThread());
    if (fd < 0) {
      return fd;
    }
    request.apply(config, true);
    MemorySegment.copy(in, 0, call.output(), 0, call.output().byteSize());
    gpio_v2_line_request.fd(call.output(), fd);
    return 0;
  }

  private static String text(MemorySegment field) {
    byte[] bytes = field.toArray(ValueLayout.JAVA_BYTE);
    int length = 0;
    while (length < NAME_SIZE - 1 && bytes[length] != 0) {
      length++;
    }
    // A kernel calls a consumer without a name so (gpiod_request_commit()).
    return length == 0 ? "?" : new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  /** Takes the lines and a descriptor of the caller. */
  private int claim(LineRequest request, String consumer, int thread) {
    chip.lock().lock();
    try {
      if (!request.takeLines(consumer)) {
        return -LinuxConstants.EBUSY();
      }
      var found = chip.findSlot(thread);
      if (found != null) {
        found.slot().become(request);
        return found.fd();
      }
      request.giveLinesBack();
    } finally {
      chip.lock().unlock();
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "thread "
            + thread
            + " requests lines of "
            + chip.name()
            + ", but its process has no free slot open; let it open "
            + chip.slotPath(0)
            + " first");
    return -LinuxConstants.EMFILE();
  }
}
