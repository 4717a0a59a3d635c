package dev.spinet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs that others have written. */
public final class Tool {

  private static final long LIMIT_SECONDS = 60;

  private Tool() {}

  /** Runs a program, which has to succeed, and gives the lines of its standard output. */
  public static List<String> run(Path directory, String... command) throws Exception {
    var err = Files.createTempFile(directory, "err", "");
    var out = Files.createTempFile(directory, "out", "");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
    } catch (IOException e) {
      return fail("no " + command[0] + " here: apt-get install " + command[0], e);
    }
    boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertTrue(ended, () -> command[0] + " does not end");
    assertEquals(0, process.exitValue(), () -> command[0] + " says: " + read(err));
    return Files.readAllLines(out, StandardCharsets.UTF_8);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
