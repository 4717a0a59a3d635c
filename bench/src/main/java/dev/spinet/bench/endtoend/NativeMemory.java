package dev.spinet.bench.endtoend;

import java.lang.management.ManagementFactory;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What programs have taken of the memory outside the heap: arenas and direct buffers, in which the
 * drivers keep their messages. HotSpot counts it if it was started with {@code
 * -XX:NativeMemoryTracking=summary}, under the heading "Other".
 */
final class NativeMemory {

  private static final String COMMANDS = "com.sun.management:type=DiagnosticCommand";
  private static final String SUMMARY = "vmNativeMemory";
  private static final Pattern OTHER =
      Pattern.compile("Other \\(reserved=\\d+KB, committed=(\\d+)KB");

  private NativeMemory() {}

  /** KiB; empty if this virtual machine does not count it. */
  static OptionalLong usedKib() {
    try {
      var said =
          (String)
              ManagementFactory.getPlatformMBeanServer()
                  .invoke(
                      new ObjectName(COMMANDS),
                      SUMMARY,
                      new Object[] {new String[] {"summary"}},
                      new String[] {String[].class.getName()});
      return parse(said);
    } catch (JMException e) {
      // It has no such commands.
      return OptionalLong.empty();
    }
  }

  static OptionalLong parse(String summary) {
    var other = OTHER.matcher(summary);
    return other.find() ? OptionalLong.of(Long.parseLong(other.group(1))) : OptionalLong.empty();
  }
}
