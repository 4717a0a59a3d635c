package dev.spinet.simulator.fuse.session;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A small process that waits for the end of this one and unmounts if this one could not, because it
 * was killed. It learns of the end by the closing of a pipe, which the kernel sees to.
 */
final class MountGuard implements AutoCloseable {

  private static final long END_LIMIT_SECONDS = 5;

  /**
   * Signals sent to the whole process group, such as Ctrl-C, must not end the guard. Listing the
   * directory tells a dead mount from one that a new server has put there meanwhile.
   */
  private static final String SCRIPT =
      """
      trap '' HUP INT QUIT TERM
      PATH=/usr/sbin:/usr/bin:/sbin:/bin:$PATH
      read -r word
      [ "$word" = unmounted ] && exit 0
      ls "$1" >/dev/null 2>&1 || umount -l "$1"
      """;

  private final Process process;

  private MountGuard(Process process) {
    this.process = process;
  }

  static MountGuard watch(Path directory) throws IOException {
    var builder =
        new ProcessBuilder("/bin/sh", "-c", SCRIPT, "spinet-mount-guard", directory.toString());
    builder.directory(Path.of("/").toFile());
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    return new MountGuard(builder.start());
  }

  /** Dismisses the guard: the directory has been unmounted. */
  @Override
  public void close() {
    try (OutputStream pipe = process.getOutputStream()) {
      pipe.write("unmounted\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      // It was killed; there is nobody to dismiss.
      process.destroyForcibly();
    }
    try {
      if (!process.waitFor(END_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
