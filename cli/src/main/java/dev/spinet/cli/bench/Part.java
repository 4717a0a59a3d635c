package dev.spinet.cli.bench;

import dev.spinet.bench.Suites;
import dev.spinet.bench.suite.BenchmarkSuite;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * What part of the benchmark to run.
 *
 * @param name its name
 * @param suites what belongs to it
 */
record Part(String name, List<BenchmarkSuite> suites) {

  /** The name of everything. */
  static final String ALL = "all";

  /** All names in the order of the help. */
  static List<String> names() {
    var names = new ArrayList<>(Suites.all().stream().map(BenchmarkSuite::name).toList());
    names.add(ALL);
    return names;
  }

  static Part everything() {
    return new Part(ALL, Suites.all());
  }

  /** As the help shows the default. */
  @Override
  public String toString() {
    return name;
  }

  /** One line for each suite, for the help. */
  static String[] help() {
    return Suites.all().stream()
        .map(suite -> "  %-10s %s".formatted(suite.name(), suite.summary()))
        .toArray(String[]::new);
  }

  /** Finds a part by its name. */
  static final class Converter implements ITypeConverter<Part> {

    /** For picocli. */
    Converter() {}

    @Override
    public Part convert(String text) {
      String name = text.strip().toLowerCase(Locale.ROOT);
      if (name.equals(ALL)) {
        return everything();
      }
      return Suites.all().stream()
          .filter(suite -> suite.name().equals(name))
          .findFirst()
          .map(suite -> new Part(name, List.of(suite)))
          .orElseThrow(() ->
              new TypeConversionException(
                  "there is no benchmark '%s'; there are %s"
                      .formatted(text, String.join(", ", names()))));
    }
  }
}
