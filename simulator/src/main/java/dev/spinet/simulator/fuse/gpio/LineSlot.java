package dev.spinet.simulator.fuse.gpio;

import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.simulator.fuse.session.IoctlCall;
import dev.spinet.simulator.fuse.session.LateReplies;
import dev.spinet.simulator.fuse.session.OpenFile;
import dev.spinet.simulator.fuse.session.OpenRefusedException;
import dev.spinet.simulator.fuse.session.VirtualFile;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A file that a process opens in advance and that becomes the descriptor of a line request: a file
 * server cannot put a new descriptor into another process, but it can give meaning to one that is
 * there. It can be open once at a time, so that its name says which descriptor it is.
 */
final class LineSlot implements VirtualFile {

  private final VirtualGpioChip chip;
  private final String name;

  /** The chip's lock guards these. */
  private @Nullable Handle handle;

  private @Nullable LineRequest request;

  LineSlot(VirtualGpioChip chip, String name) {
    this.chip = chip;
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public OpenFile open(LateReplies replies, int flags) throws OpenRefusedException {
    chip.lock().lock();
    try {
      if (handle != null) {
        throw new OpenRefusedException(LinuxConstants.EBUSY());
      }
      handle = new Handle();
      return handle;
    } finally {
      chip.lock().unlock();
    }
  }

  /** Whether a process has it open and it stands for nothing yet. The chip's lock is held. */
  boolean isFree() {
    return handle != null && request == null;
  }

  /** From here on the descriptor is that of a request. The chip's lock is held. */
  void become(LineRequest newRequest) {
    request = newRequest;
  }

  private @Nullable LineRequest request() {
    chip.lock().lock();
    try {
      return request;
    } finally {
      chip.lock().unlock();
    }
  }

  private final class Handle implements OpenFile {

    @Override
    public int ioctl(IoctlCall call) {
      var lines = request();
      return lines == null ? -LinuxConstants.ENXIO() : lines.ioctl(call);
    }

    @Override
    public int read(long number, int flags, long offset, MemorySegment buffer, int size) {
      chip.lock().lock();
      try {
        return request == null
            ? -LinuxConstants.ENXIO()
            : request.read(number, flags, buffer, size);
      } finally {
        chip.lock().unlock();
      }
    }

    @Override
    public int poll(long pollHandle, boolean notify) {
      chip.lock().lock();
      try {
        return request == null ? LinuxConstants.POLLERR() : request.poll(pollHandle, notify);
      } finally {
        chip.lock().unlock();
      }
    }

    @Override
    public boolean cancel(long number) {
      chip.lock().lock();
      try {
        return request != null && request.cancel(number);
      } finally {
        chip.lock().unlock();
      }
    }

    @Override
    public void release() {
      chip.lock().lock();
      try {
        if (request != null) {
          request.end();
          request = null;
        }
        handle = null;
      } finally {
        chip.lock().unlock();
      }
    }
  }
}
