package dev.spinet.bindings.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** What this process has open: descriptors and what they refer to. */
final class OpenFiles {
  private OpenFiles() {}

  /** How many descriptors there are of the kinds that the device layer opens. */
  static Map<String, Integer> ofDevices() throws IOException {
    var counts = new TreeMap<String, Integer>();
    try (var entries = Files.list(Path.of("/proc/self/fd"))) {
      for (var entry : entries.toList()) {
        String target;
        try {
          target = Files.readSymbolicLink(entry).toString();
        } catch (IOException e) {
          continue; // The listing's own descriptor.
        }
        if (target.startsWith("/dev/") || target.startsWith("anon_inode:")) {
          counts.merge(target, 1, Integer::sum);
        }
      }
    }
    return counts;
  }
}
