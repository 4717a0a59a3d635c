import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Generates the bindings anew from the C headers with an installed jextract, and records what went
 * in and what came out. Run by the Maven profile {@code jextract}; nothing else needs jextract.
 *
 * <p>Arguments: the folder of the module {@code bindings}, then the jextract program, or nothing to
 * take the one of the environment variable {@code JEXTRACT_HOME}.
 */
public final class GenerateBindings {
  private static final String JEXTRACT_VERSION = "23";
  // From libclang 16 on, jextract drops anonymous unions without a word.
  private static final int LIBCLANG_MAJOR = 14;
  private static final List<String> HEADERS = List.of("linux_io", "w5500", "esp_at");
  private static final Pattern PACKAGE = Pattern.compile("--target-package (\\S+)");
  private static final Pattern INCLUDE = Pattern.compile("--include-(constant|struct) (\\S+)");

  private final Path project;
  private final Path module;
  private final Path jextract;

  private GenerateBindings(Path module, Path jextract) {
    this.module = module;
    this.project = module.getParent();
    this.jextract = jextract;
  }

  /**
   * Runs the generation.
   *
   * @param args see the class
   * @throws IOException if a file cannot be read or written
   * @throws InterruptedException if the thread is interrupted while jextract runs
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    try {
      var module = Path.of(args[0]).toAbsolutePath().normalize();
      new GenerateBindings(module, findJextract(args.length > 1 ? args[1] : "")).run();
    } catch (Failure e) {
      System.err.println("jextract: " + e.getMessage());
      System.exit(1);
    }
  }

  private static Path findJextract(String argument) throws Failure {
    var home = System.getenv("JEXTRACT_HOME");
    Path found;
    if (!argument.isBlank()) {
      found = Path.of(argument);
    } else if (home != null && !home.isBlank()) {
      found = Path.of(home, "bin", "jextract");
    } else {
      throw new Failure(
          "name an installed jextract "
              + JEXTRACT_VERSION
              + " with -Djextract=/path/to/bin/jextract or with the variable JEXTRACT_HOME");
    }
    if (!Files.isExecutable(found)) {
      throw new Failure(found + " is not a program that can be run");
    }
    return found.toAbsolutePath();
  }

  private void run() throws IOException, InterruptedException, Failure {
    var libclang = checkVersions();
    var include = project.resolve("native/include");
    // jextract reads compiler flags from this file without saying so.
    if (Files.exists(include.resolve("compile_flags.txt"))) {
      throw new Failure("remove compile_flags.txt from native/include, it would change the result");
    }
    var fresh = module.resolve("target/jextract");
    delete(fresh);
    Files.createDirectories(fresh);
    var record = new TreeMap<String, String>();
    record.put("jextract", JEXTRACT_VERSION);
    record.put("libclang", libclang);
    for (var name : HEADERS) {
      var arguments = module.resolve("src/main/jextract/" + name + ".args");
      var header = include.resolve("spinet/" + name + ".h");
      execute(
          include, jextract.toString(), "@" + arguments, "-I", ".", "--output", fresh.toString());
      checkComplete(arguments, fresh);
      addHash(record, "input.", arguments, project);
      addHash(record, "input.", header, project);
    }
    for (var file : files(fresh)) {
      addHash(record, "output.", file, fresh);
    }
    var target = module.resolve("src/main/gen");
    delete(target);
    copy(fresh, target);
    write(target.resolve("GENERATED.properties"), record);
    System.out.println("jextract: wrote " + (files(target).size() - 1) + " files to src/main/gen");
  }

  private String checkVersions() throws IOException, InterruptedException, Failure {
    var text = execute(module, jextract.toString(), "--version");
    var version = Pattern.compile("jextract (\\S+)").matcher(text);
    if (!version.find() || !version.group(1).equals(JEXTRACT_VERSION)) {
      throw new Failure("this is not jextract " + JEXTRACT_VERSION + ", it says: " + text.strip());
    }
    var clang = Pattern.compile("clang version ((\\d+)[.\\d]*)").matcher(text);
    if (!clang.find() || Integer.parseInt(clang.group(2)) != LIBCLANG_MAJOR) {
      throw new Failure(
          "jextract has to run on libclang "
              + LIBCLANG_MAJOR
              + " (Debian: libclang-14-dev, libclang-common-14-dev), it says: "
              + text.strip());
    }
    return clang.group(1);
  }

  private static String execute(Path folder, String... command)
      throws IOException, InterruptedException, Failure {
    var process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    var text = new String(process.getInputStream().readAllBytes(), UTF_8);
    int exit = process.waitFor();
    if (exit != 0) {
      throw new Failure(String.join(" ", command) + " ended with " + exit + ":\n" + text.strip());
    }
    return text;
  }

  /** jextract leaves out in silence what it cannot map, so everything asked for is looked up. */
  private static void checkComplete(Path arguments, Path output) throws IOException, Failure {
    var text = Files.readString(arguments);
    var target = PACKAGE.matcher(text);
    if (!target.find()) {
      throw new Failure(arguments.getFileName() + " has no --target-package");
    }
    var folder = output.resolve(target.group(1).replace('.', '/'));
    var constants = new StringBuilder();
    for (var file : files(folder)) {
      if (file.getFileName().toString().contains("Constants")) {
        constants.append(Files.readString(file));
      }
    }
    var missing = new ArrayList<String>();
    var include = INCLUDE.matcher(text);
    while (include.find()) {
      var name = include.group(2);
      boolean found =
          include.group(1).equals("struct")
              ? Files.exists(folder.resolve(name + ".java"))
              : constants.indexOf(" " + name + "() {") >= 0;
      if (!found) {
        missing.add(name);
      }
    }
    if (!missing.isEmpty()) {
      throw new Failure("nothing was generated for " + String.join(", ", missing));
    }
  }

  private static void addHash(Map<String, String> record, String kind, Path file, Path base)
      throws IOException {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      record.put(
          kind + base.relativize(file).toString().replace('\\', '/'),
          HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static void write(Path file, Map<String, String> record) throws IOException {
    var lines = new ArrayList<String>();
    lines.add("# Written with the generated bindings: what made them, and SHA-256 of what went in");
    lines.add("# and of what came out. GeneratedTest compares.");
    record.forEach((key, value) -> lines.add(key + "=" + value));
    Files.write(file, lines);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (var all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    for (var file : files(from)) {
      var target = to.resolve(from.relativize(file).toString());
      Files.createDirectories(target.getParent());
      Files.copy(file, target);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (var all = Files.walk(folder)) {
        for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  /** What keeps the bindings from being generated, in one sentence. */
  private static final class Failure extends Exception {
    private static final long serialVersionUID = 1L;

    Failure(String message) {
      super(message);
    }
  }
}
