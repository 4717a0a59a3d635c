package dev.spinet.cli.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.SpiFrame;
import dev.spinet.bindings.linux.SpiConfig;
import dev.spinet.bindings.linux.Spidev;
import dev.spinet.cli.Tool;
import dev.spinet.simulator.unix.SpiSocketBus;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command in a process of its own: how it ends, and how others reach it. */
@Timeout(180)
class SimW5500IT {

  private static final String APP = "target/app";

  @TempDir Path temporary;
  private Path socket;
  private Path control;
  private Path directory;
  private Path trace;
  private Process process = new ProcessBuilder("true").start();

  SimW5500IT() throws IOException {}

  @BeforeEach
  void names() throws IOException {
    socket = temporary.resolve("chip");
    control = temporary.resolve("chip.control");
    directory = temporary.toRealPath().resolve("board");
    trace = temporary.resolve("trace.txt");
  }

  @AfterEach
  void end() {
    process.destroyForcibly();
  }

  private Path said(String stream) {
    return temporary.resolve(stream);
  }

  /** Starts the command and waits until it is ready. */
  private void start(String... options) throws Exception {
    // What is started in the background of a script, as this test may have been, ignores some.
    var command = new ArrayList<>(List.of("env", "--default-signal=HUP,INT"));
    command.addAll(spinet("sim", "w5500"));
    command.addAll(List.of(options));
    process =
        new ProcessBuilder(command)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(said("out").toFile())
            .redirectError(said("err").toFile())
            .start();
    await("it is ready", () -> Files.readString(said("out")).contains("Ctrl-C ends it."));
    assertTrue(process.isAlive(), Files.readString(said("err")));
  }

  private static List<String> spinet(String... words) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "--enable-native-access=dev.spinet.bindings",
                "--illegal-native-access=deny",
                "--module-path",
                APP,
                "--module",
                "dev.spinet.cli/dev.spinet.cli.Main"));
    command.addAll(List.of(words));
    return command;
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private void await(String what, Condition condition) throws Exception {
    long begun = System.nanoTime();
    while (!condition.holds()) {
      assertTrue(
          System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(60),
          () -> "still not so: " + what + "; it has ended: " + !process.isAlive());
      process.waitFor(20, TimeUnit.MILLISECONDS);
    }
  }

  private void signal(String signal) throws Exception {
    var kill =
        new ProcessBuilder("sh", "-c", "kill -%s %d".formatted(signal, process.pid())).start();
    assertEquals(0, kill.waitFor());
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it does not end");
  }

  private static void readVersion(SpiSocketBus bus) throws IOException {
    bus.prepare(SpiFrame.fixed(4)).submit();
  }

  private boolean isNothingLeft() throws IOException {
    return !Files.exists(socket, LinkOption.NOFOLLOW_LINKS)
        && !Files.exists(control, LinkOption.NOFOLLOW_LINKS)
        && !isMounted()
        && !Files.exists(directory);
  }

  private boolean isMounted() throws IOException {
    return Files.readString(Path.of("/proc/self/mountinfo")).contains(" " + directory + " ");
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130", "HUP, 129"})
  @Tag("fuse")
  void aSignalLeavesNothingBehind(String signal, int status) throws Exception {
    start("--unix=" + socket, "--mount=" + directory, "--trace=" + trace);
    assertTrue(Files.exists(socket));
    assertTrue(Files.exists(directory.resolve("spidev0.0")));
    try (var bus = SpiSocketBus.connect(socket)) {
      readVersion(bus);
      signal(signal);
    }
    assertEquals(status, process.exitValue());
    assertEquals("", Files.readString(said("err")));
    assertTrue(Files.readString(said("out")).contains("1 frames, 4 bytes on the bus"));
    assertTrue(isNothingLeft());
    // The last line is in the file, although it ended before it was due.
    assertEquals(1, Files.readAllLines(trace).size());
  }

  @Test
  @Tag("fuse")
  void aKillLeavesNothingBehind() throws Exception {
    start("--unix=" + socket, "--mount=" + directory);
    try (var bus = SpiSocketBus.connect(socket);
        var device =
            Spidev.open(directory.resolve("spidev0.0").toString(), SpiConfig.of(1_000_000))) {
      readVersion(bus);
      device.prepare(SpiFrame.fixed(4)).submit();
      signal("KILL");
    }
    await("everything is removed", this::isNothingLeft);
  }

  @Test
  void aKillWithoutOptionsLeavesNothingBehind() throws Exception {
    start();
    var line =
        Files.readAllLines(said("out"), StandardCharsets.UTF_8).stream()
            .filter(each -> each.startsWith("  SPI "))
            .findFirst()
            .orElseThrow();
    var made = Objects.requireNonNull(Path.of(line.substring(5).strip()).getParent());
    assertTrue(Files.isDirectory(made));
    signal("KILL");
    await("the directory is removed", () -> !Files.exists(made));
  }

  @Test
  void theDriverOfAnotherProcessReachesIt() throws Exception {
    start("--unix=" + socket, "--chips=2", "--speed-model=33MHz,0,0");
    var demo =
        spinet(
            "demo",
            "--size=256KiB",
            "--server-address=127.0.0.1",
            "--device=w5500+unix:%s.1?ip=10.0.2.16/24&gateway=10.0.2.2".formatted(socket));
    var lines = Tool.run(temporary, demo.toArray(String[]::new));
    assertEquals(2, lines.stream().filter(line -> line.contains("✓")).count(), lines::toString);
    signal("TERM");
    assertEquals(List.of(), RunningSimulation.complaints(Files.readString(said("err"))));
  }
}
