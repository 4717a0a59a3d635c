package dev.spinet.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What Linux says of a process at one moment: the processor time of each of its threads, user and
 * system together (proc(5), {@code /proc/PID/task/TID/schedstat}, its first number), and its
 * memory. It is exact for threads that wait.
 *
 * @param threadNanos nanoseconds by thread: its number and, behind a space, its name
 * @param ticks the whole process's time, ended threads included, in hundredths of a second
 * @param residentKib resident memory, KiB
 * @param peakKib the most it ever was, KiB
 */
public record ProcessReading(
    Map<String, Long> threadNanos, long ticks, long residentKib, long peakKib) {

  /** How long a tick is, on all machines that Java runs on (USER_HZ). */
  private static final long TICK_NANOS = 10_000_000;

  /** Places behind the name in {@code /proc/PID/stat} (proc(5), fields 14 and 15). */
  private static final int UTIME = 11;

  private static final int STIME = 12;

  /** Copies the map. */
  public ProcessReading {
    threadNanos = Map.copyOf(threadNanos);
  }

  /**
   * Looks at a process.
   *
   * @param pid its number
   * @return what Linux says
   * @throws IOException if there is no such process
   */
  public static ProcessReading of(long pid) throws IOException {
    var process = Path.of("/proc", Long.toString(pid));
    var threads = new HashMap<String, Long>();
    try (var tasks = Files.newDirectoryStream(process.resolve("task"))) {
      for (var task : tasks) {
        try {
          var numbers = Files.readString(task.resolve("schedstat")).split(" ", -1);
          var name = Files.readString(task.resolve("comm")).strip();
          threads.put(task.getFileName() + " " + name, Long.valueOf(numbers[0]));
        } catch (NoSuchFileException e) {
          // It has ended since the listing.
        }
      }
    }
    var stat = Files.readString(process.resolve("stat"));
    var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    var status = Files.readAllLines(process.resolve("status"));
    return new ProcessReading(
        threads,
        Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]),
        kib(status, "VmRSS:"),
        kib(status, "VmHWM:"));
  }

  private static long kib(Iterable<String> status, String name) throws IOException {
    for (var line : status) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.substring(name.length()).replace("kB", "").strip());
      }
    }
    throw new IOException("Linux does not say " + name + " of the process; has it ended?");
  }

  /**
   * The processor time of all threads that are still there, since the process has started.
   *
   * @return nanoseconds
   */
  public long cpuNanos() {
    return threadNanos.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * The processor time since an earlier reading of the same process, which should wait at both.
   *
   * @param earlier the earlier reading
   * @return nanoseconds; to a hundredth of a second only if a thread has ended in between
   */
  public long cpuNanosSince(ProcessReading earlier) {
    long nanos = 0;
    for (var thread : threadNanos.entrySet()) {
      nanos += thread.getValue() - earlier.threadNanos.getOrDefault(thread.getKey(), 0L);
    }
    return threadNanos.keySet().containsAll(earlier.threadNanos.keySet())
        ? nanos
        : (ticks - earlier.ticks) * TICK_NANOS;
  }

  /**
   * The processor time of threads of some name since an earlier reading.
   *
   * @param earlier the earlier reading
   * @param name part of the name, of which Linux keeps 15 characters
   * @return nanoseconds
   */
  public long cpuNanosSince(ProcessReading earlier, String name) {
    long nanos = 0;
    for (var thread : threadNanos.entrySet()) {
      if (thread.getKey().contains(name)) {
        nanos += thread.getValue() - earlier.threadNanos.getOrDefault(thread.getKey(), 0L);
      }
    }
    return nanos;
  }
}
