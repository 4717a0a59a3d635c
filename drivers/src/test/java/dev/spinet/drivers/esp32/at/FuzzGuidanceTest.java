package dev.spinet.drivers.esp32.at;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The fuzzer is guided by what the code does: from nothing, it works its way to a planted fault
 * that the same number of unguided inputs does not come near.
 */
@Tag("slow")
@Timeout(600)
final class FuzzGuidanceTest {

  private static final int RUNS = 500_000;

  /** Of a fuzzer that has found something. */
  private static final int FOUND = 77;

  private static final Path JAVA = Path.of(System.getProperty("java.home", ""), "bin", "java");

  @TempDir private Path folder = Path.of("");

  private int fuzz(String instrumented) throws IOException, InterruptedException {
    var output = folder.resolve("output.txt");
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            JAVA.toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+EnableDynamicAgentLoading",
            "-cp",
            classPath(),
            "com.code_intelligence.jazzer.Jazzer",
            "--target_class=" + PlantedBug.class.getName(),
            "--instrumentation_includes=" + instrumented,
            "-seed=6",
            "-runs=" + RUNS));
    var process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertTrue(process.waitFor(280, TimeUnit.SECONDS), "the fuzzer has not ended");
    } finally {
      process.destroyForcibly();
    }
    String text = Files.readString(output);
    assertTrue(text.contains("found") || text.contains("Done " + RUNS + " runs"), text);
    return process.exitValue();
  }

  /** All that this process has, modules too. */
  private static String classPath() {
    List<String> parts = new ArrayList<>();
    for (String property : List.of("jdk.module.path", "java.class.path")) {
      String path = System.getProperty(property, "");
      if (!path.isEmpty()) {
        parts.add(path);
      }
    }
    // Tests are patched into the module of what they test.
    parts.add(Path.of("target", "test-classes").toAbsolutePath().toString());
    return String.join(File.pathSeparator, parts);
  }

  @Test
  void guidanceFindsWhatChanceDoesNot() throws Exception {
    assertEquals(FOUND, fuzz("dev.spinet.drivers.esp32.at.**"), "guided");
    assertEquals(0, fuzz("nothing.at.all.**"), "unguided");
  }
}
