package dev.spinet.docs.stage;

import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Runs blocks of Java, one after another in one process. */
public final class RunBlocks {

  private RunBlocks() {}

  /**
   * Runs blocks. Each leaves files in the folder: what it has said, and its exit code.
   *
   * @param arguments the folder, and the names of classes
   * @throws Exception if a file cannot be written, or a class is not one of a block
   */
  public static void main(String[] arguments) throws Exception {
    var results = Path.of(arguments[0]);
    var console = System.out;
    for (int i = 1; i < arguments.length; i++) {
      var type = Class.forName(arguments[i]);
      int code = 0;
      try (var out = file(results, type, ".out");
          var err = file(results, type, ".err")) {
        System.setOut(out);
        try {
          type.getMethod("run").invoke(null);
        } catch (InvocationTargetException e) {
          Objects.requireNonNull(e.getCause()).printStackTrace(err);
          code = 1;
        }
      } finally {
        System.setOut(console);
      }
      Files.writeString(results.resolve(type.getSimpleName() + ".code"), code + "\n");
    }
    System.exit(0);
  }

  private static PrintStream file(Path results, Class<?> type, String suffix) throws Exception {
    return new PrintStream(
        results.resolve(type.getSimpleName() + suffix).toString(), StandardCharsets.UTF_8);
  }
}
