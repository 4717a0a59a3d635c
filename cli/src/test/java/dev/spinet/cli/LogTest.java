package dev.spinet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What drivers log, as whoever has typed a command sees it. */
final class LogTest {

  @TempDir private Path temporary;

  @Test
  void aWarningIsOneLine() throws Exception {
    Path err = temporary.resolve("err");
    var builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path")
                    + File.pathSeparator
                    + System.getProperty("jdk.module.path", ""),
                "dev.spinet.cli.Main",
                "resolve",
                "-d",
                "sim:w5500",
                "10.0.2.2")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(err.toFile());
    builder.environment().keySet().removeAll(Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    builder.environment().put("SPINET_MONITOR", temporary.resolve("no/such/folder").toString());
    var process = builder.start();
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
      assertEquals(0, process.exitValue(), Files.readString(err));
    } finally {
      process.destroyForcibly();
    }
    List<String> lines = Files.readAllLines(err);
    assertEquals(1, lines.size(), lines.toString());
    assertTrue(lines.getFirst().startsWith("spinet: "), lines.toString());
    assertTrue(lines.getFirst().contains("no/such/folder"), lines.toString());
  }
}
