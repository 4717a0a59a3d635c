package dev.spinet.simulator.fuse.gpio;

import dev.spinet.simulator.fuse.session.LateReplies;
import dev.spinet.simulator.fuse.session.OpenFile;
import dev.spinet.simulator.fuse.session.VirtualFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

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
  public VirtualGpioChip(String name, String label, int lineCount, Path directory, int slotCount) {
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

  String label() {
    return label;
  }

  int lineCount() {
    return lines.length;
  }

  /** A line; the lock guards what is in it. */
  Line line(int offset) {
    return lines[offset];
  }

  /** A slot of which the process of a thread has an unused descriptor. The lock is held. */
  @Nullable ClaimedSlot findSlot(int thread) {
    for (var slot : slots) {
      if (slot.isFree()) {
        var fd = CallerDescriptors.find(thread, directory.resolve(slot.name()));
        if (fd.isPresent()) {
          return new ClaimedSlot(slot, fd.getAsInt());
        }
      }
    }
    return null;
  }

  /**
   * A slot and its number in the process that has it open.
   *
   * @param slot the slot
   * @param fd the descriptor
   */
  record ClaimedSlot(LineSlot slot, int fd) {}

  Path slotPath(int index) {
    return directory.resolve(slotName(index));
  }

  @Override
  public OpenFile open(LateReplies replies, int flags) {
    return new ChipHandle(this, replies);
  }
}
