package dev.spinet.drivers.w5500.soak;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What this process holds: file descriptors, threads, and memory that is not of the heap.
 *
 * @param descriptors open file descriptors
 * @param threads platform threads, by name without numbers
 * @param nativeBytes memory of arenas and direct buffers, as the JVM's own tracking counts it
 */
record Leftovers(long descriptors, TreeMap<String, Integer> threads, long nativeBytes) {

  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

  /** What a few thread-local buffers of the JDK may take beside ours. */
  private static final long NATIVE_TOLERANCE = 256 << 10;

  private static final Pattern OTHER = Pattern.compile("Other \\(reserved=([0-9]+)\\)?");

  static Leftovers now() {
    return new Leftovers(countDescriptors(), countThreads(), nativeMemory());
  }

  private static long countDescriptors() {
    try (var entries = Files.list(Path.of("/proc/self/fd"))) {
      return entries.count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static TreeMap<String, Integer> countThreads() {
    var threads = new TreeMap<String, Integer>();
    for (var thread : Thread.getAllStackTraces().keySet()) {
      var name = thread.getName().replaceAll("[0-9]+", "N");
      // The JDK's own come and go.
      if (!name.startsWith("ForkJoinPool") && !name.startsWith("VirtualThread")) {
        threads.merge(name, 1, Integer::sum);
      }
    }
    return threads;
  }

  private static long nativeMemory() {
    try {
      var answer =
          (String)
              ManagementFactory.getPlatformMBeanServer()
                  .invoke(
                      new ObjectName("com.sun.management:type=DiagnosticCommand"),
                      "vmNativeMemory",
                      new Object[] {new String[] {"summary", "scale=b"}},
                      new String[] {String[].class.getName()});
      Matcher other = OTHER.matcher(answer);
      if (!other.find()) {
        throw new AssertionError("the JVM does not tell, it needs -XX:NativeMemoryTracking");
      }
      return Long.parseLong(other.group(1));
    } catch (JMException e) {
      throw new AssertionError(e);
    }
  }

  /** What there is more of than in another state; empty if nothing. */
  private String more(Leftovers before) {
    var text = new StringBuilder();
    if (descriptors > before.descriptors) {
      text.append("descriptors: %d, were %d%n".formatted(descriptors, before.descriptors));
    }
    threads.forEach((name, count) -> {
      int earlier = before.threads.getOrDefault(name, 0);
      if (count > earlier) {
        text.append("threads '%s': %d, were %d%n".formatted(name, count, earlier));
      }
    });
    if (nativeBytes > before.nativeBytes + NATIVE_TOLERANCE) {
      text.append("native bytes: %d, were %d%n".formatted(nativeBytes, before.nativeBytes));
    }
    return text.toString();
  }

  /**
   * Waits until there is no more than before; what has ended needs its time.
   *
   * @return what is left over; empty if nothing
   */
  static String since(Leftovers before) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE;
    var more = now().more(before);
    while (!more.isEmpty() && System.nanoTime() - deadline < 0) {
      TimeUnit.MILLISECONDS.sleep(100);
      more = now().more(before);
    }
    return more;
  }
}
