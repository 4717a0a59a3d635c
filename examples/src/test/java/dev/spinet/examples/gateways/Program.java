package dev.spinet.examples.gateways;

import dev.spinet.examples.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One of the example programs in a JVM of its own. */
final class Program implements AutoCloseable {

  private static final Duration STARTING = Duration.ofSeconds(60);
  private static final long ENDING_SECONDS = 20;

  /** What a JVM exits with that SIGTERM has ended: 128 and the signal's number. */
  private static final int TERMINATED = 143;

  private final Path output;
  private final Process process;

  private Program(Path output, Process process) {
    this.output = output;
    this.process = process;
  }

  static Program start(Class<?> main, String... arguments) throws IOException {
    return start(List.of(), main, arguments);
  }

  static Program start(List<String> options, Class<?> main, String... arguments)
      throws IOException {
    var output = Files.createTempFile("spinet-" + main.getSimpleName(), ".log");
    var words =
        new ArrayList<>(
            List.of(
                "setpriv",
                "--pdeathsig",
                "KILL",
                "--",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path")));
    words.addAll(options);
    words.add(main.getName());
    words.addAll(Arrays.asList(arguments));
    var process =
        new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    return new Program(output, process);
  }

  /** Waits until it has written a text so many times. */
  void awaitOutput(String text, int times) throws Exception {
    Await.until(
        () -> "'%s' %d times in%n%s".formatted(text, times, output()),
        STARTING,
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError("it has ended:\n" + output());
          }
          return output().split(text, -1).length > times;
        });
  }

  String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      return "no output: " + e;
    }
  }

  /** Kills it as a power failure would. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Tells it to end and makes sure that it does so in order. */
  void stop() throws Exception {
    process.destroy();
    if (!process.waitFor(ENDING_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("it does not end:\n" + output());
    }
    if (process.exitValue() != TERMINATED || !output().endsWith("ended in order\n")) {
      throw new AssertionError("it ended with %d%n%s".formatted(process.exitValue(), output()));
    }
  }

  int awaitExit() throws InterruptedException {
    if (!process.waitFor(ENDING_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("it does not end:\n" + output());
    }
    return process.exitValue();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    try {
      if (!process.waitFor(ENDING_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("it cannot be killed: " + process);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Files.deleteIfExists(output);
  }
}
