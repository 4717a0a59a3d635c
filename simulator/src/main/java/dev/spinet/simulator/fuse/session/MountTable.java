package dev.spinet.simulator.fuse.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is mounted where, as this process sees it: {@code /proc/self/mountinfo}, see proc(5). */
final class MountTable {

  private static final Path MOUNTINFO = Path.of("/proc/self/mountinfo");

  /** Position of the mount point in a line of mountinfo. */
  private static final int MOUNT_POINT_FIELD = 4;

  private MountTable() {}

  /**
   * One mount.
   *
   * @param mountPoint the directory
   * @param type name of the file system, such as {@code ext4} or {@code fuse.spinet}
   */
  record Entry(String mountPoint, String type) {}

  /** All mounts on a directory, the one in sight last. */
  static List<Entry> on(Path directory) throws IOException {
    // Bytes that are not UTF-8 may stand in foreign names; they must not fail the reading.
    var text = new String(Files.readAllBytes(MOUNTINFO), StandardCharsets.ISO_8859_1);
    var wanted =
        new String(
            directory.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    var found = new ArrayList<Entry>();
    for (var line : text.lines().toList()) {
      var entry = parse(line);
      if (entry.mountPoint.equals(wanted)) {
        found.add(entry);
      }
    }
    return found;
  }

  /** Reads one line: fixed fields, optional fields, a dash, the type. */
  static Entry parse(String line) {
    var fields = List.of(line.split(" "));
    int dash = fields.indexOf("-");
    if (dash < 0 || dash + 1 >= fields.size() || dash <= MOUNT_POINT_FIELD) {
      return new Entry("", "");
    }
    return new Entry(unescape(fields.get(MOUNT_POINT_FIELD)), fields.get(dash + 1));
  }

  /** The kernel writes space, tab, newline and backslash as a backslash and three octal digits. */
  private static String unescape(String field) {
    var plain = new StringBuilder(field.length());
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == '\\' && i + 3 < field.length()) {
        plain.append((char) Integer.parseInt(field, i + 1, i + 4, 8));
        i += 3;
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }
}
