package dev.spinet.bindings.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** Says who may use a device file, and what a user does to become one of them. */
final class NodePermissions {
  private NodePermissions() {}

  /** What to do about a device file that this user may not open. */
  static String advice(String path) {
    try {
      var node = Files.readAttributes(Path.of(path), PosixFileAttributes.class);
      return advice(
          path,
          node.group().getName(),
          node.permissions(),
          System.getProperty("user.name", "USER"));
    } catch (IOException e) {
      return "A folder above it may not be entered by this user.";
    }
  }

  static String advice(
      String path, String group, Set<PosixFilePermission> permissions, String user) {
    boolean groupMayUseIt =
        permissions.contains(PosixFilePermission.GROUP_READ)
            && permissions.contains(PosixFilePermission.GROUP_WRITE);
    // Membership of root's own group is more than anybody should be told to take.
    return groupMayUseIt && !group.equals("root")
        ? "It belongs to the group "
            + group
            + ": run  sudo usermod -aG "
            + group
            + " "
            + user
            + "  and log in again."
        : "Its permissions let no group read and write it (group "
            + group
            + "): add a udev rule that gives it one, or try  sudo chmod o+rw "
            + path
            + "  until the next boot.";
  }
}
