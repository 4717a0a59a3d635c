package dev.spinet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process, and what it says on standard error. */
@Timeout(120)
final class MainTest {

  @TempDir private Path temporary;

  private ProcessBuilder spinet(String... arguments) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path")
                    + File.pathSeparator
                    + System.getProperty("jdk.module.path", ""),
                "dev.spinet.cli.Main"));
    command.addAll(List.of(arguments));
    var builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(temporary.resolve("err").toFile());
    // Java announces on standard error what it takes from there.
    builder.environment().keySet().removeAll(Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    return builder;
  }

  private List<String> end(Process process) throws Exception {
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
      var lines = Files.readAllLines(temporary.resolve("err"));
      assertEquals(0, process.exitValue(), lines.toString());
      return lines;
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void tellsAWarningOfADriverInOneLine() throws Exception {
    var builder = spinet("resolve", "-d", "sim:w5500", "10.0.2.2");
    builder.environment().put("SPINET_MONITOR", temporary.resolve("no/such/folder").toString());
    var lines = end(builder.start());
    assertEquals(1, lines.size(), lines.toString());
    assertTrue(lines.getFirst().startsWith("spinet: "), lines.toString());
    assertTrue(lines.getFirst().contains("no/such/folder"), lines.toString());
  }

  /** As "spinet ping | head" does it. */
  @Test
  void endsAPingSilentlyWithItsReader() throws Exception {
    var builder = spinet("ping", "-i", "5ms", "-d", "sim:w5500", "10.0.2.2");
    var ping = builder.redirectOutput(ProcessBuilder.Redirect.PIPE).start();
    try (var reader = ping.inputReader()) {
      String line = reader.readLine();
      while (line != null && !line.contains(" time=")) {
        line = reader.readLine();
      }
    }
    assertEquals(List.of(), end(ping));
  }
}
