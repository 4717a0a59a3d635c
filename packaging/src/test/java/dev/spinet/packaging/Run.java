package dev.spinet.packaging;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs that tests run. */
final class Run {

  static final Path JAR = Path.of("target/spinet.jar").toAbsolutePath();
  static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  private static final long LIMIT_SECONDS = 120;

  /** What came of a program. */
  record Result(int code, String out, String err) {}

  private Run() {}

  /** Starts a program in a folder; its output goes to the files out and err there. */
  static Process start(Path folder, List<String> command) throws IOException {
    var builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().put("LC_ALL", "C.UTF-8");
    return builder.start();
  }

  /** Runs a program in a folder until it ends. */
  static Result toEnd(Path folder, List<String> command) throws Exception {
    return end(folder, start(folder, command));
  }

  /** Waits for the end of a program. */
  static Result end(Path folder, Process process) throws Exception {
    try {
      assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), "it does not end");
    } finally {
      process.destroyForcibly();
    }
    return new Result(
        process.exitValue(),
        Files.readString(folder.resolve("out")),
        Files.readString(folder.resolve("err")));
  }

  /** Waits until a file has a text in it. */
  static void await(Path file, String text, Process writer) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!Files.exists(file) || !Files.readString(file).contains(text)) {
      assertTrue(writer.isAlive(), () -> "it ended before it wrote '" + text + "' to " + file);
      assertTrue(System.nanoTime() < deadline, () -> "never in " + file + ": " + text);
      writer.waitFor(20, TimeUnit.MILLISECONDS);
    }
  }
}
