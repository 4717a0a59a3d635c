package dev.spinet.socket.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** All sockets of a process on a chip. The JDK allows that once per process, so it gets its own. */
@Timeout(60)
final class ProcessSocketsTest {

  @TempDir private Path directory;

  @Test
  void everySocketOfAProcessGoesThroughTheChip() throws Exception {
    Path output = directory.resolve("output");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    // The tests of a module run in its folder.
    String classes = Path.of("target", "classes") + ":" + Path.of("target", "test-classes");
    Process process =
        new ProcessBuilder(java.toString(), "-cp", classes, ProcessSocketsProgram.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      if (!process.waitFor(50, TimeUnit.SECONDS)) {
        Assertions.fail("the program does not end: " + Files.readString(output));
      }
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readString(output, StandardCharsets.UTF_8);
    assertEquals(0, process.exitValue(), said);
    assertEquals(ProcessSocketsProgram.DONE, said.strip());
  }
}
