package dev.spinet.bench.nativec;

import dev.spinet.bench.process.Tools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Compiles the C program. */
final class Baseline {

  private static final Path SOURCES = Path.of("native", "baseline");
  private static final Path HEADERS = Path.of("native", "include");

  /** What {@code native/baseline} is compiled with, beside the folder of the headers. */
  static final List<String> FLAGS =
      List.of("-std=c11", "-O2", "-Wall", "-Wextra", "-Wpedantic", "-Werror");

  private Baseline() {}

  /**
   * Compiles it.
   *
   * @param home the folder of the project
   * @param folder where the program goes
   * @return the program
   * @throws IOException if there are no sources, no compiler, or the compiler complains
   * @throws InterruptedException if the calling thread was interrupted
   */
  static Path compile(Path home, Path folder) throws IOException, InterruptedException {
    var program = folder.resolve("baseline");
    var command = new ArrayList<String>();
    command.add("gcc");
    command.addAll(FLAGS);
    command.addAll(List.of("-I", home.resolve(HEADERS).toString(), "-o", program.toString()));
    try (var sources = Files.newDirectoryStream(home.resolve(SOURCES), "*.c")) {
      sources.forEach(source -> command.add(source.toString()));
    }
    Tools.require(Tools.GCC);
    var gcc = new ProcessBuilder(command).redirectErrorStream(true).start();
    gcc.getOutputStream().close();
    var said = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (gcc.waitFor() != 0) {
      throw new IOException("gcc does not compile " + SOURCES + ":\n" + said);
    }
    return program;
  }
}
