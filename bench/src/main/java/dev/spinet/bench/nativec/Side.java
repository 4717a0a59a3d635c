package dev.spinet.bench.nativec;

import dev.spinet.bench.process.JavaCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * One of the two programs.
 *
 * @param name what it is called
 * @param command how it is started
 */
record Side(String name, List<String> command) {

  /** Copies the list. */
  Side {
    command = List.copyOf(command);
  }

  /** The C program. */
  static Side c(Path program) {
    return new Side("c", List.of(program.toString()));
  }

  /** The Java program, with the options that Java has by itself. */
  static Side java() throws IOException {
    return new Side("java", JavaCommand.of(JavaClient.class.getName(), List.of(), List.of()));
  }
}
