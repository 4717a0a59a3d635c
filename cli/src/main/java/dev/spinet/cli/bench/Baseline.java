package dev.spinet.cli.bench;

import dev.spinet.bench.suite.ResultDocument;
import dev.spinet.cli.exit.UsageException;
import dev.spinet.cli.json.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads the results of an earlier run. */
final class Baseline {

  private Baseline() {}

  static ResultDocument read(Path file) throws UsageException {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new UsageException("--baseline: there is no file '%s'".formatted(file), e);
    } catch (IOException e) {
      throw new UsageException(
          "--baseline: '%s' cannot be read (%s)".formatted(file, e.getMessage()), e);
    }
    Object tree;
    try {
      tree = JsonReader.read(text);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "--baseline: '%s' is not JSON: %s".formatted(file, e.getMessage()), e);
    }
    try {
      return ResultDocument.from(tree == null ? "" : tree);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "--baseline: '%s' cannot be compared with: %s".formatted(file, e.getMessage()), e);
    }
  }
}
