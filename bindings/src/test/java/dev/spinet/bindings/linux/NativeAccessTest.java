package dev.spinet.bindings.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.linux.sys.LibcProcess;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees who forgot the flag: another Java is started without it. */
class NativeAccessTest {
  private static final Path CLASSES = Path.of("target", "classes");
  private static final Path TESTS = Path.of("target", "test-classes");

  @TempDir Path folder;

  /** The program that the other Java runs. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) {
      try {
        if (args.length == 0) {
          NativeAccess.require();
        } else {
          System.out.println("user " + LibcProcess.geteuid());
        }
        System.out.println("allowed");
      } catch (IllegalCallerException e) {
        System.out.println("refused: " + e.getMessage());
      } catch (ExceptionInInitializerError e) {
        System.out.println("not initialised: " + Objects.requireNonNull(e.getCause()).getMessage());
      }
    }
  }

  @Test
  void classPathIsToldToAllowAll() throws Exception {
    var refusal =
        "Java refuses native calls to Spinet: start it with --enable-native-access=ALL-UNNAMED";
    assertEquals("refused: " + refusal, onClassPath(List.of(), List.of()));
    assertEquals("not initialised: " + refusal, onClassPath(List.of(), List.of("call")));
    var flag = List.of("--enable-native-access=ALL-UNNAMED");
    assertEquals("allowed", onClassPath(flag, List.of()));
    assertTrue(onClassPath(flag, List.of("call")).startsWith("user "));
  }

  @Test
  void modulePathIsToldTheModule() throws Exception {
    assertEquals("--enable-native-access=dev.spinet.bindings", NativeAccess.flag());
    var refusal =
        "refused: Java refuses native calls to Spinet: start it with " + NativeAccess.flag();
    var module =
        List.of(
            "-p", CLASSES.toString(),
            "--patch-module", "dev.spinet.bindings=" + TESTS,
            "-m", "dev.spinet.bindings/" + Program.class.getName());
    assertEquals(refusal, run(List.of(), module));
    assertEquals("allowed", run(List.of(NativeAccess.flag()), module));
  }

  private String onClassPath(List<String> flags, List<String> arguments) throws Exception {
    var program = new ArrayList<String>();
    program.addAll(List.of("-cp", CLASSES + File.pathSeparator + TESTS, Program.class.getName()));
    program.addAll(arguments);
    return run(flags, program);
  }

  private String run(List<String> flags, List<String> program) throws Exception {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--illegal-native-access=deny");
    command.addAll(flags);
    command.addAll(program);
    var output = folder.resolve("output");
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    return Files.readString(output).strip();
  }
}
