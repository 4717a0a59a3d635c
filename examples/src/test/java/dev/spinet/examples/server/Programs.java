package dev.spinet.examples.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Finds the servers' programs and starts them as children that cannot outlive the test. */
final class Programs {

  /** Who servers run as if the tests are root's: some refuse root, none needs it. */
  static final String USER = "nobody";

  private static final String GROUP = "nogroup";

  private static final String NOGROUP = "65534"; // its name differs between distributions
  // Last those that etc/packages.sh has unpacked beside the system.
  private static final List<Path> SYSTEM =
      List.of(
          Path.of("/usr/sbin"),
          Path.of("/usr/bin"),
          Path.of("/usr/local/sbin"),
          Path.of("/var/cache/spinet/usr/sbin"));
  private static final boolean ROOT = "root".equals(System.getProperty("user.name"));
  private static final long TOOL_SECONDS = 120;

  /**
   * The parent of all servers. The kernel ends a child when the thread that started it ends, not
   * the process; this one stays until the JVM goes.
   */
  private static final ExecutorService PARENT =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("parent of servers").factory());

  private Programs() {}

  /** Who servers run as. */
  static String user() {
    return ROOT ? USER : System.getProperty("user.name");
  }

  /** The group of who servers run as. */
  static String group() throws IOException {
    if (ROOT) {
      return GROUP;
    }
    var ours = Files.createTempFile("spinet-", "");
    try {
      return Files.readAttributes(ours, PosixFileAttributes.class).group().getName();
    } finally {
      Files.delete(ours);
    }
  }

  /** The path of a program, also of those that are in nobody's PATH but root's. */
  static Path find(String name) {
    return SYSTEM.stream()
        .map(directory -> directory.resolve(name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> notInstalled(name));
  }

  /** The path of a program of the newest PostgreSQL there is. */
  static Path findPostgres(String name) throws IOException {
    var versions = Path.of("/usr/lib/postgresql");
    if (!Files.isDirectory(versions)) {
      throw notInstalled(name);
    }
    try (Stream<Path> directories = Files.list(versions)) {
      return directories
          .sorted(Comparator.comparingInt(Programs::version).reversed())
          .map(version -> version.resolve("bin").resolve(name))
          .filter(Files::isExecutable)
          .findFirst()
          .orElseThrow(() -> notInstalled(name));
    }
  }

  private static int version(Path directory) {
    String name = directory.getFileName().toString();
    return name.chars().allMatch(Character::isDigit) ? Integer.parseInt(name) : -1;
  }

  private static AssertionError notInstalled(String name) {
    return new AssertionError(name + " is not installed; ./check installs what the tests need");
  }

  /** Makes a directory that servers may write to, and nobody but them and root may enter. */
  static Path makeDirectory(String name) throws IOException {
    var directory = Files.createTempDirectory("spinet-" + name + "-");
    giveAway(directory);
    return directory;
  }

  /** Gives a file to the user that servers run as. */
  static void giveAway(Path file) throws IOException {
    if (ROOT) {
      var lookup = file.getFileSystem().getUserPrincipalLookupService();
      Files.setOwner(file, lookup.lookupPrincipalByName(USER));
    }
  }

  /** Starts a program that gets a signal when this JVM dies, in whatever way. */
  static Process start(List<String> command, Path directory, String deathSignal)
      throws IOException {
    var whole = new ArrayList<String>();
    whole.addAll(List.of(find("setpriv").toString(), "--pdeathsig", deathSignal));
    if (ROOT) {
      whole.addAll(List.of("--reuid", USER, "--regid", NOGROUP, "--clear-groups"));
    }
    whole.add("--");
    whole.addAll(command);
    var builder =
        new ProcessBuilder(whole)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log(directory).toFile()));
    builder.environment().put("LC_ALL", "C");
    builder.environment().put("HOME", directory.toString());
    return onParent(builder::start);
  }

  /** Runs a program that ends by itself, as the user that servers run as. */
  static void run(List<String> command, Path directory) throws IOException {
    var process = start(command, directory, "KILL");
    try {
      if (!process.waitFor(TOOL_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new AssertionError(
            command.getFirst() + " failed:\n" + Files.readString(log(directory)));
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + command.getFirst() + " ran", e);
    }
  }

  /** Where the output of programs in a directory goes. */
  static Path log(Path directory) {
    return directory.resolve("output.log");
  }

  private static Process onParent(Callable<Process> start) throws IOException {
    try {
      return PARENT.submit(start).get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while starting a server", e);
    }
  }
}
