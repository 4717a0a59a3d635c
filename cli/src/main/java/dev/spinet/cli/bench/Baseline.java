package dev.spinet.cli.bench;

import dev.spinet.bench.compare.Comparison;
import dev.spinet.bench.suite.BenchmarkSuite;
import dev.spinet.bench.suite.ResultDocument;
import dev.spinet.cli.exit.UsageException;
import dev.spinet.cli.json.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Reads the results of an earlier run. */
final class Baseline {

  private Baseline() {}

  /**
   * Reads them.
   *
   * @param file where they are
   * @param suites what is to be compared with them
   * @throws UsageException if they are not there, or nothing that can be compared with
   */
  static ResultDocument read(Path file, List<BenchmarkSuite> suites) throws UsageException {
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
      var document = ResultDocument.from(tree == null ? "" : tree);
      Comparison.requireComparable(suites, document);
      return document;
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "--baseline: '%s' cannot be compared with: %s".formatted(file, e.getMessage()), e);
    }
  }
}
