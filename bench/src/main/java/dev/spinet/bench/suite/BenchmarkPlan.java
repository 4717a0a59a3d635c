package dev.spinet.bench.suite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What is asked for.
 *
 * @param device URI of a device to run on as well, where a suite can; empty for the simulated chip
 *     alone
 * @param quick whether to take shorter and fewer rounds, whose results spread more
 * @param home the folder of the project, for its C sources and its commit; empty if this is an
 *     installation without them
 */
public record BenchmarkPlan(Optional<String> device, boolean quick, Optional<Path> home) {

  /** System property in which the launcher script names the folder of the project. */
  public static final String HOME_PROPERTY = "spinet.home";

  private static final Path LANDMARK = Path.of("native", "include", "spinet", "w5500.h");

  /**
   * The folder of the project: the one that the launcher script names, or else the nearest one that
   * contains the working folder.
   *
   * @return the folder, or empty if there is none
   */
  public static Optional<Path> findHome() {
    var named = System.getProperty(HOME_PROPERTY, "");
    if (!named.isEmpty()) {
      return Optional.of(Path.of(named)).filter(BenchmarkPlan::isHome);
    }
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (isHome(folder)) {
        return Optional.of(folder);
      }
    }
    return Optional.empty();
  }

  private static boolean isHome(Path folder) {
    return Files.isRegularFile(folder.resolve(LANDMARK));
  }
}
