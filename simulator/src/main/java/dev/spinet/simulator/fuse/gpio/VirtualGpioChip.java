package dev.spinet.simulator.fuse.gpio;

import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.gen.linux.gpio_v2_line_info;
import dev.spinet.bindings.gen.linux.gpio_v2_line_request;
import dev.spinet.bindings.gen.linux.gpiochip_info;
import dev.spinet.simulator.fuse.session.IoctlCall;
import dev.spinet.simulator.fuse.session.LateReplies;
import dev.spinet.simulator.fuse.session.OpenFile;
import dev.spinet.simulator.fuse.session.VirtualFile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A file that behaves as {@code /dev/gpiochipN} does. Simulated hardware {@linkplain #drive drives}
 * lines that programs read, and {@linkplain #connect listens} to lines that programs drive.
 *
 * <p>A program that requests lines gets a new descriptor from a real GPIO chip. Here its process
 * must have opened one of the {@linkplain #slots() slot files} beforehand; that descriptor becomes
 * the one of the request. Without one the request fails with {@code EMFILE}.
 *
 * <p>Not modelled: watching for changes of line information, debouncing (refused with {@code
 * EOPNOTSUPP}), and the first version of the interface (refused with {@code EINVAL}).
 */
public final class VirtualGpioChip implements VirtualFile {

  private static final int GET_CHIPINFO = (int) LinuxConstants.GPIO_GET_CHIPINFO_IOCTL();
  private static final int GET_LINEINFO = (int) LinuxConstants.GPIO_V2_GET_LINEINFO_IOCTL();
  private static final int GET_LINE = (int) LinuxConstants.GPIO_V2_GET_LINE_IOCTL();
  private static final int NAME_SIZE = LinuxConstants.GPIO_MAX_NAME_SIZE();
  private static final System.Logger LOG = System.getLogger(VirtualGpioChip.class.getName());

  private final String name;
  private final String label;
  private final Path directory;
  private final Line[] lines;
  private final List<LineSlot> slots = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();

  /**
   * A chip whose lines nothing is wired to yet.
   *
   * @param name its file name, such as {@code gpiochip0}
   * @param label what programs are told about the kind of chip, at most 31 bytes
   * @param lineCount number of lines, at least 1
   * @param directory absolute path of the directory that is mounted
   * @param slotCount how many line requests can be open at a time
   */
  public VirtualGpioChip(
      String name, String label, int lineCount, Path directory, int slotCount) {
    this.name = name;
    this.label = label;
    this.directory = directory;
    this.lines = new Line[lineCount];
    for (int i = 0; i < lineCount; i++) {
      lines[i] = new Line(i);
    }
    for (int i = 0; i < slotCount; i++) {
      slots.add(new LineSlot(this, slotName(i)));
    }
  }

  /**
   * Name of a slot file.
   *
   * @param index number of the slot, from 0
   * @return the file name
   */
  public static String slotName(int index) {
    return "linepool" + index;
  }

  @Override
  public String name() {
    return name;
  }

  /**
   * The files that become descriptors of line requests; they belong into the same directory.
   *
   * @return the files
   */
  public List<? extends VirtualFile> slots() {
    return List.copyOf(slots);
  }

  /**
   * Says what hangs on a line that programs drive.
   *
   * @param offset number of the line
   * @param lineName the name programs see, at most 31 bytes
   * @param listener told about each level set from now on
   */
  public void connect(int offset, String lineName, OutputListener listener) {
    lock.lock();
    try {
      lines[offset].name = lineName;
      lines[offset].listener = listener;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Names a line.
   *
   * @param offset number of the line
   * @param lineName the name programs see, at most 31 bytes
   */
  public void name(int offset, String lineName) {
    lock.lock();
    try {
      lines[offset].name = lineName;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Puts a level on a line from outside, as a chip that drives it does. Programs that wait for the
   * edge are woken. Any thread may call; nothing here waits.
   *
   * @param offset number of the line
   * @param high the level
   */
  public void drive(int offset, boolean high) {
    lock.lock();
    try {
      var line = lines[offset];
      boolean before = line.isHigh();
      line.outside = high ? Line.Outside.HIGH : Line.Outside.LOW;
      if (line.owner != null && line.isHigh() != before) {
        line.owner.edge(line);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * The level on a line.
   *
   * @param offset number of the line
   * @return whether it is high
   */
  public boolean isHigh(int offset) {
    lock.lock();
    try {
      return lines[offset].isHigh();
    } finally {
      lock.unlock();
    }
  }

  /**
   * How many lines programs have requested now.
   *
   * @return the number of lines in use
   */
  public int linesInUse() {
    lock.lock();
    try {
      int used = 0;
      for (var line : lines) {
        used += line.owner == null ? 0 : 1;
      }
      return used;
    } finally {
      lock.unlock();
    }
  }

  ReentrantLock lock() {
    return lock;
  }

  @Override
  public OpenFile open(LateReplies replies, int flags) {
    return new Handle(replies);
  }

  private final class Handle implements OpenFile {
    private final LateReplies replies;

    Handle(LateReplies replies) {
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
        return requestLines(call, replies);
      }
      return -LinuxConstants.EINVAL();
    }

    @Override
    public int poll(long pollHandle, boolean notify) {
      return 0; // Only changes of line information would be news here.
    }
  }

  private int chipInfo(MemorySegment info) {
    write(gpiochip_info.name(info), name);
    write(gpiochip_info.label(info), label);
    gpiochip_info.lines(info, lines.length);
    return 0;
  }

  private int lineInfo(MemorySegment in, MemorySegment info) {
    int offset = gpio_v2_line_info.offset(in);
    for (long i = 0; i < gpio_v2_line_info.padding$dimensions()[0]; i++) {
      if (gpio_v2_line_info.padding(in, i) != 0) {
        return -LinuxConstants.EINVAL();
      }
    }
    if (offset < 0 || offset >= lines.length) {
      return -LinuxConstants.EINVAL();
    }
    lock.lock();
    try {
      var line = lines[offset];
      write(gpio_v2_line_info.name(info), line.name);
      write(gpio_v2_line_info.consumer(info), line.consumer);
      gpio_v2_line_info.offset(info, offset);
      gpio_v2_line_info.flags(info, line.flags | (line.owner == null ? 0 : LineFlags.USED));
      return 0;
    } finally {
      lock.unlock();
    }
  }

  /** Writes a text and a zero byte into a field of fixed size. */
  private static void write(MemorySegment field, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, NAME_SIZE - 1);
    field.fill((byte) 0);
    MemorySegment.copy(bytes, 0, field, ValueLayout.JAVA_BYTE, 0, length);
  }

  private int requestLines(IoctlCall call, LateReplies replies) {
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
      if (offset < 0 || offset >= lines.length) {
        return -LinuxConstants.EINVAL();
      }
      wanted[i] = lines[offset];
    }
    var request =
        new LineRequest(this, wanted, gpio_v2_line_request.event_buffer_size(in), replies);
    int fd = claim(request, text(gpio_v2_line_request.consumer(in)), call.callerThread());
    if (fd < 0) {
      return fd;
    }
    apply(request, config, true);
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
    lock.lock();
    try {
      for (var line : request.lines()) {
        if (line.owner != null) {
          unclaim(request);
          return -LinuxConstants.EBUSY();
        }
        line.owner = request;
        line.consumer = consumer;
      }
      for (var slot : slots) {
        if (slot.isFree()) {
          var fd = CallerDescriptors.find(thread, directory.resolve(slot.name()));
          if (fd.isPresent()) {
            slot.become(request);
            return fd.getAsInt();
          }
        }
      }
      unclaim(request);
    } finally {
      lock.unlock();
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "thread "
            + thread
            + " requests lines of "
            + name
            + ", but its process has no free slot open; let it open "
            + directory.resolve(slotName(0))
            + " first");
    return -LinuxConstants.EMFILE();
  }

  private void unclaim(LineRequest request) {
    for (var line : request.lines()) {
      if (line.owner == request) {
        line.owner = null;
        line.consumer = "";
      }
    }
  }

  /** The program has closed the descriptor. The lock is held. Outputs keep their level. */
  void release(LineRequest request) {
    request.end();
    unclaim(request);
    for (var line : request.lines()) {
      // The direction stays; what belonged to the request does not.
      line.flags &= LineFlags.INPUT | LineFlags.OUTPUT;
    }
  }

  /** New flags for a request's lines: GPIO_V2_LINE_SET_CONFIG. */
  int configure(LineRequest request, MemorySegment config) {
    int valid = LineFlags.validate(config, request.lines().length);
    if (valid < 0) {
      return valid;
    }
    apply(request, config, false);
    return 0;
  }

  private void apply(LineRequest request, MemorySegment config, boolean first) {
    for (int i = 0; i < request.lines().length; i++) {
      var line = request.lines()[i];
      long flags = LineFlags.of(config, i);
      boolean output = (flags & LineFlags.OUTPUT) != 0;
      boolean input = (flags & LineFlags.INPUT) != 0;
      if (!output && !input && !first) {
        continue; // Only lines with a direction are configured anew (linereq_set_config()).
      }
      lock.lock();
      try {
        long direction = output || input ? 0 : line.flags & (LineFlags.INPUT | LineFlags.OUTPUT);
        line.flags = flags | direction;
      } finally {
        lock.unlock();
      }
      if (output) {
        set(line, LineFlags.initialValue(config, i));
      }
    }
  }

  /** Levels of a request's lines, one bit for each, as the program sees them. */
  long values(LineRequest request, long mask) {
    lock.lock();
    try {
      long bits = 0;
      for (int i = 0; i < request.lines().length; i++) {
        if ((mask >>> i & 1) != 0 && request.lines()[i].isActive()) {
          bits |= 1L << i;
        }
      }
      return bits;
    } finally {
      lock.unlock();
    }
  }

  /** GPIO_V2_LINE_SET_VALUES. */
  int setValues(LineRequest request, long mask, long bits) {
    long wanted = mask & request.ownMask();
    if (wanted == 0) {
      return -LinuxConstants.EINVAL();
    }
    lock.lock();
    try {
      for (int i = 0; i < request.lines().length; i++) {
        if ((wanted >>> i & 1) != 0
            && (request.lines()[i].flags & LineFlags.OUTPUT) == 0) {
          return -LinuxConstants.EPERM();
        }
      }
    } finally {
      lock.unlock();
    }
    for (int i = 0; i < request.lines().length; i++) {
      if ((wanted >>> i & 1) != 0) {
        set(request.lines()[i], (bits >>> i & 1) != 0);
      }
    }
    return 0;
  }

  /** Drives a line, and tells who listens without holding the lock: they may drive lines back. */
  private void set(Line line, boolean active) {
    boolean high;
    OutputListener listener;
    lock.lock();
    try {
      high = active != line.isActiveLow();
      line.driven = high;
      listener = line.listener;
    } finally {
      lock.unlock();
    }
    if (listener != null) {
      listener.levelChanged(high);
    }
  }
}
