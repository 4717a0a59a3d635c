package dev.spinet.bench.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Programs of the system that a measurement cannot do without. */
public enum Tools {
  /** The C compiler. */
  GCC("gcc", "gcc libc6-dev linux-libc-dev"),
  /** Lists system calls. */
  STRACE("strace", "strace"),
  /** Pins processes to processors. */
  TASKSET("taskset", "util-linux");

  private final String program;
  private final String packages;

  Tools(String program, String packages) {
    this.program = program;
    this.packages = packages;
  }

  /**
   * Looks for some of them, before time is spent on what cannot be finished.
   *
   * @param tools what is needed
   * @throws IOException if one is not there; the message says what to install
   */
  public static void require(Tools... tools) throws IOException {
    for (var tool : tools) {
      if (!tool.isIn(System.getenv().getOrDefault("PATH", ""))) {
        throw new IOException(
            "%s is needed and not there; install it, on Debian and Ubuntu by: apt-get install %s"
                .formatted(tool.program, tool.packages));
      }
    }
  }

  /** Whether it is in one of the folders of a search path. */
  boolean isIn(String searchPath) {
    for (var folder : searchPath.split(File.pathSeparator, -1)) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }
}
