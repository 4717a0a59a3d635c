package dev.spinet.cli.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command in a process of its own, which signals end. */
class SimW5500IT {

  private static final String APP = "target/app";

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130"})
  void aSignalLeavesNothingBehind(String signal, int status, @TempDir Path temporary)
      throws Exception {
    var out = temporary.resolve("out");
    var err = temporary.resolve("err");
    var socket = temporary.resolve("chip");
    var directory = temporary.toRealPath().resolve("board");
    // What is started in the background of a script, as this test may have been, ignores SIGINT.
    var process =
        new ProcessBuilder(
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "--enable-native-access=dev.spinet.bindings",
                "--illegal-native-access=deny",
                "--module-path",
                APP,
                "--module",
                "dev.spinet.cli/dev.spinet.cli.Main",
                "sim",
                "w5500",
                "--unix=" + socket,
                "--mount=" + directory)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (!Files.readString(out).contains("Ctrl-C ends it.")
          && process.isAlive()
          && System.nanoTime() < deadline) {
        process.waitFor(20, TimeUnit.MILLISECONDS);
      }
      assertTrue(process.isAlive(), Files.readString(err));
      assertTrue(Files.exists(socket));
      assertTrue(Files.exists(directory.resolve("spidev0.0")));
      var kill =
          new ProcessBuilder("sh", "-c", "kill -%s %d".formatted(signal, process.pid())).start();
      assertEquals(0, kill.waitFor());
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it does not end");
      assertEquals(status, process.exitValue());
      assertEquals("", Files.readString(err));
      assertTrue(Files.readString(out).contains("0 frames, 0 bytes on the bus"));
      assertFalse(Files.exists(socket));
      assertFalse(Files.exists(temporary.resolve("chip.control")));
      assertFalse(Files.exists(directory));
    } finally {
      process.destroyForcibly();
    }
  }
}
