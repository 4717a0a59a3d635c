package dev.spinet.drivers.esp32;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The inputs of a fuzz test that are kept with the sources, where the fuzzer looks for them. */
public final class FuzzInputs {

  private static final Path RESOURCES = Path.of("src/test/resources");

  private FuzzInputs() {}

  /**
   * Reads them.
   *
   * @param test the fuzz test
   * @param method its method
   * @return the inputs by their names
   * @throws IOException if they cannot be read
   */
  public static Map<String, byte[]> of(Class<?> test, String method) throws IOException {
    var folder = RESOURCES.resolve(test.getName().replace('.', '/') + "Inputs").resolve(method);
    Map<String, byte[]> inputs = new TreeMap<>();
    try (var files = Files.list(folder)) {
      for (var file : files.toList()) {
        inputs.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return inputs;
  }

  /**
   * Runs one, and says which it was if something does not hold.
   *
   * @param name its name
   * @param check what to run
   */
  public static void replay(String name, Runnable check) {
    try {
      check.run();
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(name + ": " + e.getMessage(), e);
    }
  }
}
