package dev.spinet.simulator.fuse;

import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.simulator.fuse.session.LateReplies;
import dev.spinet.simulator.fuse.session.OpenFile;
import dev.spinet.simulator.fuse.session.VirtualFile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** A text that is made anew each time the file is opened, as those under {@code /proc} are. */
final class StatisticsFile implements VirtualFile {

  static final String NAME = "statistics";

  private final Supplier<String> text;

  StatisticsFile(Supplier<String> text) {
    this.text = text;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean isSeekable() {
    return true;
  }

  @Override
  public OpenFile open(LateReplies replies, int flags) {
    return new Handle(text.get().getBytes(StandardCharsets.UTF_8));
  }

  private record Handle(byte[] content) implements OpenFile {

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
