package dev.spinet.cli.launcher;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs commands with an environment of their own and collects what they say. */
final class Shell {

  private static final long PATIENCE_SECONDS = 120;

  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();

  /** Commands that start in a folder, with nothing in the environment but PATH and HOME. */
  Shell(Path folder) {
    this.folder = folder;
    environment.put("PATH", "/usr/bin:/bin");
    environment.put("HOME", folder.toString());
  }

  Shell with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Starts a command, its output going to files. */
  Process start(Path out, Path err, List<String> command) throws IOException {
    var builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  Result run(String... command) throws IOException, InterruptedException {
    Path out = Files.createTempFile("out", ".txt");
    Path err = Files.createTempFile("err", ".txt");
    Process process = start(out, err, new ArrayList<>(List.of(command)));
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        fail("%s did not end; it said: %s".formatted(List.of(command), Files.readString(err)));
      }
      return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      process.destroyForcibly();
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
    }
  }

  /** What came of a command. */
  record Result(int exitCode, String out, String err) {}
}
