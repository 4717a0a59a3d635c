package dev.spinet.cli.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The project's scripts, and files made up for them. */
final class Scripts {

  private Scripts() {}

  /** The project's folder: tests run in the module's. */
  static Path projectRoot() {
    Path root = Path.of("").toAbsolutePath().getParent();
    if (root == null || !Files.isRegularFile(root.resolve("etc/find-jdk.sh"))) {
      throw new IllegalStateException("the tests do not run in the folder cli: " + root);
    }
    return root;
  }

  static Path executable(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file;
  }

  /**
   * A folder that looks like a Java installation, whose java says its home and its arguments.
   *
   * @param version what its release file says; empty for no release file
   * @param compiler whether it has javac
   */
  static Path java(Path home, String version, boolean compiler) throws IOException {
    executable(
        home.resolve("bin/java"),
        """
        #!/bin/sh
        if [ "$1" = -version ]; then
          echo 'Picked up JAVA_TOOL_OPTIONS: none' >&2
          echo 'openjdk version "25.0.9" 2026-01-01' >&2
          exit 0
        fi
        echo "home=${0%/bin/java}"
        for argument in "$@"; do
          echo "argument=$argument"
        done
        exit "${FAKE_JAVA_EXIT:-0}"
        """);
    if (compiler) {
      executable(home.resolve("bin/javac"), "#!/bin/sh\n");
    }
    if (!version.isEmpty()) {
      Files.writeString(
          home.resolve("release"),
          "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"%s\"\nOS_NAME=\"Linux\"\n".formatted(version));
    }
    return home;
  }
}
