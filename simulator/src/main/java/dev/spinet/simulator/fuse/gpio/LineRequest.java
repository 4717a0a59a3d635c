package dev.spinet.simulator.fuse.gpio;

import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.gen.linux.gpio_v2_line_event;
import dev.spinet.bindings.gen.linux.gpio_v2_line_values;
import dev.spinet.simulator.fuse.session.IoctlCall;
import dev.spinet.simulator.fuse.session.LateReplies;
import dev.spinet.simulator.fuse.session.OpenFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Lines that a program has requested: what the descriptor from GPIO_V2_GET_LINE stands for. */
final class LineRequest {

  private static final int GET_VALUES = (int) LinuxConstants.GPIO_V2_LINE_GET_VALUES_IOCTL();
  private static final int SET_VALUES = (int) LinuxConstants.GPIO_V2_LINE_SET_VALUES_IOCTL();
  private static final int SET_CONFIG = (int) LinuxConstants.GPIO_V2_LINE_SET_CONFIG_IOCTL();
  private static final int EVENT_SIZE = Math.toIntExact(gpio_v2_line_event.sizeof());

  /** Events handed to one waiting read at most; a read of more than that is cut. */
  private static final int EVENTS_PER_READ = 16;

  private final VirtualGpioChip chip;
  private final Line[] lines;
  private final LateReplies replies;
  private final EventQueue events;
  private final int[] lineSequences;
  private final ArrayDeque<Waiting> readers = new ArrayDeque<>();
  private final MemorySegment scratch =
      Arena.ofAuto().allocate((long) EVENTS_PER_READ * EVENT_SIZE, Long.BYTES);
  private int sequence;
  private long pollHandle;
  private boolean pollerWaits;

  private record Waiting(long request, int size) {}

  LineRequest(VirtualGpioChip chip, Line[] lines, int eventBufferSize, LateReplies replies) {
    this.chip = chip;
    this.lines = lines;
    this.replies = replies;
    this.events = new EventQueue(eventBufferSize, lines.length);
    this.lineSequences = new int[lines.length];
  }

  /** A line of this request has changed its level. The chip's lock is held. */
  void edge(Line line) {
    boolean rises = line.isActive();
    long wanted = rises ? LineFlags.EDGE_RISING : LineFlags.EDGE_FALLING;
    if ((line.flags & wanted) == 0) {
      return;
    }
    int index = indexOf(line);
    int lineSequence = ++lineSequences[index];
    sequence++;
    events.add(time(line), rises, line.offset, sequence, lineSequence);
    answerReaders();
    if (pollerWaits && !events.isEmpty()) {
      pollerWaits = false;
      replies.wakePollers(pollHandle);
    }
  }

  private static long time(Line line) {
    if ((line.flags & LineFlags.REALTIME) != 0) {
      var now = Instant.now();
      return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
    return System.nanoTime(); // CLOCK_MONOTONIC on Linux, as the kernel's own time stamps.
  }

  private int indexOf(Line line) {
    for (int i = 0; i < lines.length; i++) {
      if (lines[i] == line) {
        return i;
      }
    }
    throw new IllegalStateException("line " + line.offset + " is not of this request");
  }

  private void answerReaders() {
    while (!events.isEmpty() && !readers.isEmpty()) {
      var waiting = readers.remove();
      int size = (int) Math.min(waiting.size, scratch.byteSize());
      replies.completeRead(waiting.request, scratch, events.take(scratch, size));
    }
  }

  /** read(2). The chip's lock is held. */
  int read(long request, int flags, MemorySegment buffer, int size) {
    if (size < EVENT_SIZE) {
      return -LinuxConstants.EINVAL();
    }
    if (!events.isEmpty()) {
      return events.take(buffer, size);
    }
    if ((flags & LinuxConstants.O_NONBLOCK()) != 0) {
      return -LinuxConstants.EAGAIN();
    }
    readers.add(new Waiting(request, size));
    return OpenFile.LATER;
  }

  /** A signal has interrupted a waiting read. The chip's lock is held. */
  boolean cancel(long request) {
    if (!readers.removeIf(waiting -> waiting.request == request)) {
      return false;
    }
    replies.failRead(request, LinuxConstants.EINTR());
    return true;
  }

  /** poll(2). The chip's lock is held. */
  int poll(long handle, boolean notify) {
    if (!events.isEmpty()) {
      return LinuxConstants.POLLIN() | LinuxConstants.POLLRDNORM();
    }
    if (notify) {
      pollHandle = handle;
      pollerWaits = true;
    }
    return 0;
  }

  /** ioctl(2). The chip's lock is not held. */
  int ioctl(IoctlCall call) {
    int request = call.request();
    if (request == GET_VALUES) {
      return values(call);
    }
    if (request == SET_VALUES) {
      return setValues(
          gpio_v2_line_values.mask(call.input()), gpio_v2_line_values.bits(call.input()));
    }
    if (request == SET_CONFIG) {
      MemorySegment.copy(call.input(), 0, call.output(), 0, call.output().byteSize());
      int valid = LineFlags.validate(call.input(), lines.length);
      if (valid == 0) {
        apply(call.input(), false);
      }
      return valid;
    }
    return -LinuxConstants.EINVAL();
  }

  private int values(IoctlCall call) {
    long mask = gpio_v2_line_values.mask(call.input()) & ownMask();
    if (mask == 0) {
      return -LinuxConstants.EINVAL();
    }
    long bits = 0;
    chip.lock().lock();
    try {
      for (int i = 0; i < lines.length; i++) {
        if ((mask >>> i & 1) != 0 && lines[i].isActive()) {
          bits |= 1L << i;
        }
      }
    } finally {
      chip.lock().unlock();
    }
    gpio_v2_line_values.mask(call.output(), gpio_v2_line_values.mask(call.input()));
    gpio_v2_line_values.bits(call.output(), bits);
    return 0;
  }

  private int setValues(long mask, long bits) {
    long wanted = mask & ownMask();
    if (wanted == 0) {
      return -LinuxConstants.EINVAL();
    }
    chip.lock().lock();
    try {
      for (int i = 0; i < lines.length; i++) {
        if ((wanted >>> i & 1) != 0 && (lines[i].flags & LineFlags.OUTPUT) == 0) {
          return -LinuxConstants.EPERM();
        }
      }
    } finally {
      chip.lock().unlock();
    }
    for (int i = 0; i < lines.length; i++) {
      if ((wanted >>> i & 1) != 0) {
        set(lines[i], (bits >>> i & 1) != 0);
      }
    }
    return 0;
  }

  /** One bit for each line of the request. */
  private long ownMask() {
    return -1L >>> (Long.SIZE - lines.length);
  }

  /**
   * Gives the lines their flags and the outputs their first values. The chip's lock is not held.
   *
   * @param config a valid {@code struct gpio_v2_line_config}
   * @param first whether the lines have just been requested; later on only lines with a direction
   *     are configured anew (linereq_set_config())
   */
  void apply(MemorySegment config, boolean first) {
    for (int i = 0; i < lines.length; i++) {
      long flags = LineFlags.of(config, i);
      boolean hasDirection = (flags & LineFlags.DIRECTIONS) != 0;
      if (!hasDirection && !first) {
        continue;
      }
      chip.lock().lock();
      try {
        lines[i].flags = hasDirection ? flags : flags | (lines[i].flags & LineFlags.DIRECTIONS);
      } finally {
        chip.lock().unlock();
      }
      if ((flags & LineFlags.OUTPUT) != 0) {
        set(lines[i], LineFlags.initialValue(config, i));
      }
    }
  }

  /** Drives a line, and tells who listens without holding the lock: they may drive lines back. */
  private void set(Line line, boolean active) {
    boolean high;
    @Nullable OutputListener listener;
    chip.lock().lock();
    try {
      high = active != line.isActiveLow();
      line.driven = high;
      listener = line.listener;
    } finally {
      chip.lock().unlock();
    }
    if (listener != null) {
      listener.levelChanged(high);
    }
  }

  /**
   * Becomes the owner of its lines. The chip's lock is held.
   *
   * @return false, and nothing changes, if one of them belongs to another request
   */
  boolean takeLines(String consumer) {
    for (var line : lines) {
      if (line.owner != null) {
        giveLinesBack();
        return false;
      }
      line.owner = this;
      line.consumer = consumer;
    }
    return true;
  }

  /** Ends the ownership of its lines; outputs keep their level. The chip's lock is held. */
  void giveLinesBack() {
    for (var line : lines) {
      if (line.owner == this) {
        line.owner = null;
        line.consumer = "";
        // The direction stays; what belonged to the request does not.
        line.flags &= LineFlags.DIRECTIONS;
      }
    }
  }

  /** The descriptor is closed. The chip's lock is held. */
  void end() {
    for (var waiting : readers) {
      replies.failRead(waiting.request, LinuxConstants.EIO());
    }
    readers.clear();
    giveLinesBack();
  }
}
