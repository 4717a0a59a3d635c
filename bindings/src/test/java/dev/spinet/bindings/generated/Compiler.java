package dev.spinet.bindings.generated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A C compiler of this machine, or one for another machine. */
enum Compiler {
  /** For this machine. */
  NATIVE("gcc", "gcc libc6-dev"),
  /** For 64-bit ARM boards. */
  AARCH64(
      "aarch64-linux-gnu-gcc",
      "gcc-aarch64-linux-gnu libc6-dev-arm64-cross linux-libc-dev-arm64-cross");

  private final String program;
  private final String packages;

  Compiler(String program, String packages) {
    this.program = program;
    this.packages = packages;
  }

  /** Runs the compiler and gives what it prints; fails the test if it is absent or complains. */
  String run(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(program, "-I", GeneratedClasses.INCLUDE.toString()));
    command.addAll(List.of(arguments));
    var output = Files.createTempFile("spinet-compiler", ".txt");
    try {
      Process process;
      try {
        process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
      } catch (IOException e) {
        return fail("no " + program + " here: apt-get install " + packages, e);
      }
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        fail(program + " does not end");
      }
      var text = Files.readString(output);
      assertEquals(0, process.exitValue(), () -> program + " says:\n" + text);
      return text;
    } finally {
      Files.delete(output);
    }
  }
}
