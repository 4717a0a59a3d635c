package dev.spinet.simulator.fuse;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/** A server of virtual devices with a {@link RegisterBank}, in a process of its own. */
final class Bench implements AutoCloseable {

  private final Path directory;
  private final VirtualDeviceProcess server;

  private Bench(Path directory, VirtualDeviceProcess server) {
    this.directory = directory;
    this.server = server;
  }

  static Bench start(String... options) throws IOException {
    return at(newDirectory(), options);
  }

  static Bench at(Path directory, String... options) throws IOException {
    if (!Files.exists(Path.of("/dev/fuse"))) {
      throw new AssertionError(
          "these tests need /dev/fuse: load the kernel's FUSE support with \"modprobe fuse\"");
    }
    var server =
        VirtualDeviceProcess.start(
            directory, "register-bank", List.of(options), testClasses(), coverage());
    return new Bench(directory, server);
  }

  static Path newDirectory() throws IOException {
    return Files.createTempDirectory("spinet-fuse-").toRealPath();
  }

  /** Where the test classes are, and their resources beside them. */
  static List<Path> testClasses() {
    var name = Bench.class.getName().replace('.', '/') + ".class";
    var file = String.valueOf(Bench.class.getResource("Bench.class")).replaceFirst("^file:", "");
    return List.of(Path.of(file.substring(0, file.length() - name.length())));
  }

  /** The coverage agent of this Java, so that the server is measured too. */
  private static List<String> coverage() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("-javaagent:") && argument.contains("jacoco"))
        .toList();
  }

  Path directory() {
    return directory;
  }

  VirtualDeviceProcess server() {
    return server;
  }

  String spidev() {
    return server.spidev().toString();
  }

  String gpioChip() {
    return server.gpioChip().toString();
  }

  /** Whether something is mounted on a directory. */
  static boolean isMounted(Path directory) throws IOException {
    return Files.readString(Path.of("/proc/self/mountinfo")).contains(" " + directory + " ");
  }

  static long descriptors() throws IOException {
    return descriptors(ProcessHandle.current().pid());
  }

  static long descriptors(long pid) throws IOException {
    try (var entries = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return entries.count();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    if (isMounted(directory)) {
      throw new AssertionError(directory + " is still mounted");
    }
    if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      Files.delete(directory);
    }
  }
}
