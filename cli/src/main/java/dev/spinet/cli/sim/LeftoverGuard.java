package dev.spinet.cli.sim;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A small process that waits for the end of this one and, if this one could not do it because it
 * was killed, removes its sockets and the directories it has made. It learns of the end by the
 * closing of a pipe, which the kernel sees to.
 */
final class LeftoverGuard implements AutoCloseable {

  private static final long END_LIMIT_SECONDS = 5;

  /**
   * Signals sent to the whole process group, such as Ctrl-C, must not end the guard. A socket is
   * told by its inode from one of the same name that another simulation has made meanwhile; a
   * directory goes only if it is empty, and may still be mounted for a moment.
   */
  private static final String SCRIPT =
      """
      trap '' HUP INT QUIT TERM
      read -r word
      [ "$word" = closed ] && exit 0
      exec >/dev/null 2>&1
      while [ $# -gt 0 ]; do
        case $1 in
          socket)
            [ "$(stat -c %d:%i "$3")" = "$2" ] && rm -f "$3"
            shift 3 ;;
          *)
            for attempt in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
              rmdir "$2" && break
              # Gone, or in use by somebody else; else it is mounted still.
              [ -z "$(ls -A "$2")" ] || break
              sleep 0.25
            done
            shift 2 ;;
        esac
      done
      """;

  private final Process process;

  private LeftoverGuard(Process process) {
    this.process = process;
  }

  /**
   * Starts to watch.
   *
   * @param sockets files to remove
   * @param directories directories to remove after them
   */
  static LeftoverGuard watch(List<Path> sockets, List<Path> directories) throws IOException {
    var command = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "spinet-leftover-guard"));
    for (var socket : sockets) {
      command.add("socket");
      command.add(identity(socket));
      command.add(socket.toString());
    }
    for (var directory : directories) {
      command.add("directory");
      command.add(directory.toString());
    }
    var builder = new ProcessBuilder(command).directory(Path.of("/").toFile());
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    return new LeftoverGuard(builder.start());
  }

  private static String identity(Path file) throws IOException {
    return Files.getAttribute(file, "unix:dev", LinkOption.NOFOLLOW_LINKS)
        + ":"
        + Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS);
  }

  /** Dismisses the guard: everything has been removed. */
  @Override
  public void close() {
    try (OutputStream pipe = process.getOutputStream()) {
      pipe.write("closed\n".getBytes(StandardCharsets.US_ASCII));
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
