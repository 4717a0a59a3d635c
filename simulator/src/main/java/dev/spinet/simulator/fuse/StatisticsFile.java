package dev.spinet.simulator.fuse;

import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.simulator.fuse.session.LateReplies;
import dev.spinet.simulator.fuse.session.OpenFile;
import dev.spinet.simulator.fuse.session.VirtualFile;
import dev.spinet.simulator.fuse.spi.SpidevCounters;
import dev.spinet.simulator.fuse.spi.VirtualSpidev;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The counts of an SPI device as a text with one count a line, made anew each time the file is
 * opened, as those under {@code /proc} are.
 */
final class StatisticsFile implements VirtualFile {

  static final String NAME = "statistics";

  private static final String SYSTEM_CALLS = "system-calls";
  private static final String MESSAGES = "messages";
  private static final String FRAMES = "frames";
  private static final String BYTES = "bytes";

  private final String name;
  private final VirtualSpidev device;

  StatisticsFile(String name, VirtualSpidev device) {
    this.name = name;
    this.device = device;
  }

  /** The name of the file for one of several devices. */
  static String name(int number) {
    return number == 0 ? NAME : NAME + number;
  }

  private String text() {
    var counters = device.counters();
    return "device %s\n%s %d\n%s %d\n%s %d\n%s %d\n"
        .formatted(
            device.name(),
            SYSTEM_CALLS,
            counters.systemCalls(),
            MESSAGES,
            counters.messages(),
            FRAMES,
            counters.frames(),
            BYTES,
            counters.bytes());
  }

  /** Reads the text back; a count that is missing is 0. */
  static SpidevCounters parse(String text) {
    Map<String, Long> counts = new HashMap<>();
    for (var line : text.lines().skip(1).toList()) {
      int space = line.indexOf(' ');
      counts.put(line.substring(0, space), Long.valueOf(line.substring(space + 1)));
    }
    return new SpidevCounters(
        counts.getOrDefault(SYSTEM_CALLS, 0L),
        counts.getOrDefault(MESSAGES, 0L),
        counts.getOrDefault(FRAMES, 0L),
        counts.getOrDefault(BYTES, 0L));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean isSeekable() {
    return true;
  }

  @Override
  public OpenFile open(LateReplies replies, int flags) {
    return new Handle(text().getBytes(StandardCharsets.UTF_8));
  }

  private static final class Handle implements OpenFile {
    private final byte[] content;

    Handle(byte[] content) {
      this.content = content;
    }

    @Override
    public int read(long request, int flags, long offset, MemorySegment buffer, int size) {
      if (offset < 0) {
        return -LinuxConstants.EINVAL();
      }
      int start = (int) Math.min(offset, content.length);
      int length = Math.min(size, content.length - start);
      MemorySegment.copy(content, start, buffer, ValueLayout.JAVA_BYTE, 0, length);
      return length;
    }
  }
}
