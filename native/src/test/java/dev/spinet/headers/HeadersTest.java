package dev.spinet.headers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The headers are C that C programs can use, for this machine and for ARM boards. */
class HeadersTest {
  private static final List<String> STRICT =
      List.of("-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-I", "include");

  @TempDir Path folder;

  /** A C compiler, and the Debian packages that bring it. */
  enum Compiler {
    NATIVE("gcc", "gcc libc6-dev"),
    AARCH64(
        "aarch64-linux-gnu-gcc",
        "gcc-aarch64-linux-gnu libc6-dev-arm64-cross linux-libc-dev-arm64-cross");

    private final String program;
    private final String packages;

    Compiler(String program, String packages) {
      this.program = program;
      this.packages = packages;
    }
  }

  /** How a program ended, and what it said. */
  private record Outcome(int exit, String text) {}

  @ParameterizedTest
  @EnumSource
  void eachHeaderStandsAlone(Compiler compiler) throws Exception {
    var headers = files(Path.of("include"), ".h");
    assertFalse(headers.isEmpty(), "no header was found");
    for (var header : headers) {
      // Twice, as it happens in programs with headers of their own.
      var source = folder.resolve("alone.c");
      var include = "#include <" + Path.of("include").relativize(header) + ">\n";
      Files.writeString(source, include + include + "int nothing;\n");
      compile(compiler, "-fsyntax-only", source.toString());
    }
  }

  @ParameterizedTest
  @EnumSource
  void registerBlocksLieWhereTheirRegistersAre(Compiler compiler) throws Exception {
    compile(compiler, "-fsyntax-only", "src/test/c/w5500_layout.c");
  }

  @ParameterizedTest
  @EnumSource
  void examplesAreBuilt(Compiler compiler) throws Exception {
    var examples = files(Path.of("examples"), ".c");
    assertFalse(examples.isEmpty(), "no example was found");
    for (var example : examples) {
      compile(compiler, "-o", folder.resolve("example").toString(), example.toString());
    }
  }

  @Test
  void registerMapHasEveryRegister() throws Exception {
    var declared = new TreeSet<String>();
    var macros =
        Pattern.compile("^#define W5500_(\\w+)_ACCESS ", Pattern.MULTILINE)
            .matcher(Files.readString(Path.of("include/spinet/w5500.h")));
    while (macros.find()) {
      declared.add(macros.group(1));
    }
    var outcome = run(example("register_map"));
    assertEquals(0, outcome.exit());
    var printed = new TreeSet<String>();
    var rows =
        Pattern.compile("^  0x\\p{XDigit}{4}  \\d  (\\w+)", Pattern.MULTILINE)
            .matcher(outcome.text());
    while (rows.find()) {
      printed.add(rows.group(1));
    }
    assertEquals(declared, printed);
    assertTrue(
        outcome.text().contains("  0x0019  2  RTR            0x07D0          read, write\n"),
        outcome.text());
  }

  @Test
  void versionProgramSaysWhatIsWrong() throws Exception {
    var program = example("read_version");
    assertEquals(
        new Outcome(1, "usage: read_version /dev/spidevX.Y\n"), run(List.of(program.getFirst())));
    assertEquals(
        new Outcome(1, "/nothing/here: cannot open: No such file or directory\n"),
        run(List.of(program.getFirst(), "/nothing/here")));
    assertEquals(
        new Outcome(1, "/dev/null: cannot set the SPI mode: Inappropriate ioctl for device\n"),
        run(List.of(program.getFirst(), "/dev/null")));
  }

  private List<String> example(String name) throws IOException, InterruptedException {
    var program = folder.resolve(name).toString();
    compile(Compiler.NATIVE, "-o", program, "examples/" + name + ".c");
    return List.of(program);
  }

  private static List<Path> files(Path folder, String suffix) throws IOException {
    try (var all = Files.walk(folder)) {
      return all.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  private void compile(Compiler compiler, String... arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(compiler.program);
    command.addAll(STRICT);
    command.addAll(List.of(arguments));
    Outcome outcome;
    try {
      outcome = run(command);
    } catch (IOException e) {
      fail("no " + compiler.program + " here: apt-get install " + compiler.packages, e);
      return;
    }
    assertEquals(0, outcome.exit(), () -> compiler.program + " says:\n" + outcome.text());
  }

  private Outcome run(List<String> command) throws IOException, InterruptedException {
    var output = folder.resolve("output");
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    // The tests compare messages of the C library.
    builder.environment().put("LC_ALL", "C");
    var process = builder.start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      fail(command + " does not end");
    }
    return new Outcome(process.exitValue(), Files.readString(output));
  }
}
