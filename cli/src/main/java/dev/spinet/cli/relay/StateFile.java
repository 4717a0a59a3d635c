package dev.spinet.cli.relay;

import dev.spinet.cli.exit.UsageException;
import dev.spinet.cli.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** A file that always holds one whole JSON object: whoever reads it never sees half of one. */
final class StateFile {

  private final Path path;
  private final Path next;
  private boolean written;

  StateFile(String path) throws UsageException {
    try {
      this.path = Path.of(path).toAbsolutePath();
    } catch (InvalidPathException e) {
      throw new UsageException("'%s' is not a path".formatted(path), e);
    }
    this.next = this.path.resolveSibling(this.path.getFileName() + ".new");
  }

  /** Replaces the file. */
  void write(Map<String, Object> facts) throws IOException {
    written = true;
    Files.writeString(next, Json.write(facts) + "\n", StandardCharsets.UTF_8);
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Removes the file, if it is this one's: another relay may have the same. */
  void deleteOwn() throws IOException {
    if (written) {
      Files.deleteIfExists(next);
      Files.deleteIfExists(path);
    }
  }
}
