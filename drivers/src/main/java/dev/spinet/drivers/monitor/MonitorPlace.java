package dev.spinet.drivers.monitor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the sockets are at which programs can be looked at. */
public final class MonitorPlace {

  /** How the name of such a socket ends; before it stands the number of the process. */
  public static final String SUFFIX = ".sock";

  private static final String FOLDER = "spinet";
  private static final String USERS_FOLDER = "XDG_RUNTIME_DIR";
  private static final Path SYSTEMS_FOLDER = Path.of("/run", FOLDER);

  private MonitorPlace() {}

  /**
   * The folders in which there may be sockets, the one of the user first: {@code
   * $XDG_RUNTIME_DIR/spinet}, and {@code /run/spinet} for services.
   *
   * @param environment the environment of the process
   * @return the folders, whether they exist or not
   */
  public static List<Path> folders(Map<String, String> environment) {
    var folders = new ArrayList<Path>();
    String own = environment.getOrDefault(USERS_FOLDER, "");
    if (own.startsWith("/")) {
      try {
        folders.add(Path.of(own, FOLDER));
      } catch (InvalidPathException e) {
        // A variable that names no folder is as good as none.
        return List.of(SYSTEMS_FOLDER);
      }
    }
    folders.add(SYSTEMS_FOLDER);
    return folders;
  }

  /** The first folder that exists, or can be made, and may be written to; null if none may. */
  static @Nullable Path writable(Map<String, String> environment) {
    return folders(environment).stream().filter(MonitorPlace::isUsable).findFirst().orElse(null);
  }

  private static boolean isUsable(Path folder) {
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectory(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      return Files.isWritable(folder);
    } catch (IOException e) {
      return false;
    }
  }
}
