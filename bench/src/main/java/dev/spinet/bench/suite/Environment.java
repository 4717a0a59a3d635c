package dev.spinet.bench.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Where a run took place: what one has to know to repeat it. It has neither the name of the machine
 * nor of its user, nor any path.
 */
public final class Environment {

  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final Path MEMORY_INFO = Path.of("/proc/meminfo");
  private static final Path MODEL = Path.of("/proc/device-tree/model");
  private static final Path GOVERNOR =
      Path.of("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
  private static final long GIT_SECONDS = 10;
  private static final long KIB_PER_MIB = 1024;

  private Environment() {}

  /**
   * Describes this machine and this program.
   *
   * @param version the version of the program
   * @param plan what is asked for
   * @return names and values
   */
  public static Map<String, Object> describe(String version, BenchmarkPlan plan) {
    var facts = new LinkedHashMap<String, Object>();
    facts.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    facts.put("version", version);
    plan.home().flatMap(Environment::commit).ifPresent(commit -> facts.put("commit", commit));
    facts.put("quick", plan.quick());
    facts.put("device", plan.device().map(Environment::scheme).orElse("simulated"));
    facts.put(
        "java",
        "%s %s"
            .formatted(System.getProperty("java.vm.name"), System.getProperty("java.vm.version")));
    facts.put(
        "kernel",
        "%s %s".formatted(System.getProperty("os.name"), System.getProperty("os.version")));
    facts.put("architecture", System.getProperty("os.arch"));
    board().ifPresent(board -> facts.put("board", board));
    field(CPU_INFO, "model name").ifPresent(model -> facts.put("cpu", model));
    facts.put("cpus", Runtime.getRuntime().availableProcessors());
    text(GOVERNOR).ifPresent(governor -> facts.put("governor", governor));
    field(MEMORY_INFO, "MemTotal")
        .map(Environment::mebibytes)
        .ifPresent(memory -> facts.put("memoryMiB", memory));
    return facts;
  }

  /** The kind of device alone: its address may name a host. */
  private static String scheme(String uri) {
    return uri.substring(0, Math.max(0, uri.indexOf(':')));
  }

  private static Optional<String> board() {
    return text(MODEL).map(model -> model.replace("\0", ""));
  }

  private static long mebibytes(String field) {
    return Long.parseLong(field.replaceAll("[^0-9]", "")) / KIB_PER_MIB;
  }

  private static Optional<String> text(Path file) {
    try {
      return Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty());
    } catch (IOException e) {
      // Not every machine has it.
      return Optional.empty();
    }
  }

  private static Optional<String> field(Path file, String name) {
    return text(file)
        .flatMap(text ->
            text.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(lower(name)))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .filter(value -> !value.isEmpty())
                .findFirst());
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** The commit, with a mark if there are changes that are in none. */
  private static Optional<String> commit(Path home) {
    return git(home, "rev-parse", "--short=12", "HEAD")
        .flatMap(commit ->
            git(home, "status", "--porcelain", "--untracked-files=no")
                .map(changes -> changes.isEmpty() ? commit : commit + " and changes"));
  }

  private static Optional<String> git(Path home, String... arguments) {
    var command = new ArrayList<>(List.of("git", "-C", home.toString()));
    command.addAll(List.of(arguments));
    try {
      var process =
          new ProcessBuilder(command)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .start();
      try (var output = process.inputReader()) {
        var text = output.readAllAsString().strip();
        if (!process.waitFor(GIT_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          return Optional.empty();
        }
        return process.exitValue() == 0 ? Optional.of(text) : Optional.empty();
      }
    } catch (IOException e) {
      // No git here, so nobody knows the commit.
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
