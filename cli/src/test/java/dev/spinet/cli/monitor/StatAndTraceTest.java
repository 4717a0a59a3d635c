package dev.spinet.cli.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spinet.cli.Captured;
import dev.spinet.cli.RunningCommand;
import dev.spinet.cli.device.Devices;
import dev.spinet.cli.device.LinkedDevice;
import dev.spinet.drivers.monitor.Monitor;
import dev.spinet.socket.Socket;
import java.io.File;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** spinet stat and spinet trace of a program that runs: this one. */
@Timeout(120)
final class StatAndTraceTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path temporary;
  private final Captured pipe = Captured.pipe();

  private String path() {
    return temporary.resolve("x.sock").toString();
  }

  @BeforeEach
  void publish() {
    System.setProperty(Monitor.PROPERTY, path());
  }

  @AfterEach
  void withdraw() {
    System.clearProperty(Monitor.PROPERTY);
  }

  private static LinkedDevice open() throws Exception {
    return LinkedDevice.open(Captured.pipe().terminal(), Devices::open, "sim:w5500", PATIENCE);
  }

  /** Moves some bytes, again and again until a command has seen them. */
  private static void exchange(LinkedDevice device) throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var socket = new Socket(device.driver())) {
      socket.setTimeout(PATIENCE);
      socket.connect("10.0.2.2", server.getLocalPort());
      socket.sendAll("Hello World!");
      try (var peer = server.accept()) {
        assertEquals(12, peer.getInputStream().readNBytes(12).length);
      }
    }
  }

  @Test
  void showsCountersOnce() throws Exception {
    try (var device = open()) {
      exchange(device);
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(path()))));
      assertEquals(0, pipe.run(Devices::open, "stat", "--once", path()), pipe.err());
      assertTrue(pipe.out().contains("W5500 on simulated SPI bus  process "), pipe.out());
      assertTrue(pipe.out().lines().anyMatch(line -> line.matches("bus\\.frames +[0-9,]+")));
      assertFalse(pipe.out().contains("chip.resets"), pipe.out());
      var json = Captured.pipe();
      assertEquals(0, json.run(Devices::open, "stat", "--once", "--json", path()));
      var facts = new ObjectMapper().readTree(json.out());
      assertEquals(ProcessHandle.current().pid(), facts.get("process").asLong());
      var counters = facts.at("/devices/0/counters");
      assertTrue(counters.get("sockets.bytesSent").asInt() >= 12, json.out());
      assertEquals(0, counters.get("chip.resets").asInt(-1));
      assertEquals(8, facts.at("/devices/0/sockets").size());
    }
    assertFalse(Files.exists(Path.of(path())));
  }

  @Test
  void tellsWhatIsAddedAndWhenTheProgramEnds() throws Exception {
    try (var command = statBeforeTheEnd()) {
      assertEquals(0, command.awaitEnd(), command.err());
      assertTrue(command.err().contains("has ended"), command.err());
    }
  }

  @Test
  void aTraceTellsWhenTheProgramEnds() throws Exception {
    try (var command = traceBeforeTheEnd()) {
      assertEquals(0, command.awaitEnd(), command.err());
      String ended = "spinet: the program %d has ended".formatted(ProcessHandle.current().pid());
      assertTrue(command.err().contains(ended), command.err());
    }
  }

  private RunningCommand traceBeforeTheEnd() throws Exception {
    try (var device = open()) {
      var command = RunningCommand.launch("trace", path());
      while (!command.out().contains("CONNECT")) {
        exchange(device);
      }
      return command;
    }
  }

  private RunningCommand statBeforeTheEnd() throws Exception {
    try (var device = open()) {
      var command = RunningCommand.launch("stat", "-i", "20ms", path());
      command.await(" bus.bytes ");
      exchange(device);
      command.await("sockets.bytesSent +");
      return command;
    }
  }

  @Test
  void drawsOverTheTableOnATerminal() throws Exception {
    try (var device = open()) {
      exchange(device);
      var terminal = Captured.terminal(60);
      var code = new AtomicInteger(-1);
      var thread =
          Thread.ofPlatform()
              .start(() -> code.set(terminal.run(Devices::open, "stat", "-i5ms", path())));
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (!terminal.out().contains("per second") && System.nanoTime() < deadline) {
        thread.join(5);
      }
      thread.interrupt();
      thread.join(TimeUnit.SECONDS.toMillis(30));
      assertFalse(thread.isAlive());
      assertEquals(130, code.get(), terminal.err());
      assertTrue(terminal.out().contains("A\r\033[J"), terminal.out());
      assertTrue(
          terminal
              .out()
              .lines()
              .map(line -> line.replaceAll("\033\\[[0-9]*[A-Za-z]|\r", ""))
              .allMatch(line -> line.length() < 60),
          terminal.out());
    }
  }

  @Test
  void tracesTheBus() throws Exception {
    try (var device = open()) {
      var command = RunningCommand.launch("trace", "--register", "Sn_CR", "--socket", "1", path());
      while (!command.out().contains("S1_CR ← CONNECT")) {
        // Until the command listens, nothing is told.
        exchange(device);
      }
      command.await("S1_CR ← DISCON");
      assertEquals(130, command.end());
      assertTrue(command.out().lines().allMatch(line -> line.contains("S1_")), command.out());
      assertFalse(command.out().contains("Hello"), command.out());
    }
  }

  @Test
  void countsWhatCrossesTheBus() throws Exception {
    try (var device = open()) {
      var command = RunningCommand.launch("trace", "--summary", "--json", "-c", "100", path());
      while (command.isRunning()) {
        exchange(device);
      }
      assertEquals(0, command.awaitEnd(), command.err());
      var facts = new ObjectMapper().readTree(command.out());
      assertEquals(100, facts.get("frames").asInt(), command.out());
      assertTrue(facts.get("kinds").size() > 3, command.out());
    }
  }

  private Process spinet(ProcessBuilder.Redirect out, String... arguments) throws Exception {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path")
                    + File.pathSeparator
                    + System.getProperty("jdk.module.path", ""),
                "dev.spinet.cli.Main"));
    command.addAll(List.of(arguments));
    var builder =
        new ProcessBuilder(command)
            .redirectOutput(out)
            .redirectError(temporary.resolve("err").toFile());
    // Java announces on standard error what it takes from there.
    builder.environment().keySet().removeAll(Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    return builder.start();
  }

  private String end(Process process) throws Exception {
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
      return process.exitValue() + " " + Files.readString(temporary.resolve("err"));
    } finally {
      process.destroyForcibly();
    }
  }

  /** As "spinet stat | head -1" does it. */
  @Test
  void endsSilentlyWithItsReader() throws Exception {
    try (var device = open()) {
      exchange(device);
      var stat = spinet(ProcessBuilder.Redirect.PIPE, "stat", "-i5ms", path());
      try (var reader = stat.inputReader()) {
        assertTrue(String.valueOf(reader.readLine()).contains("bus.bytes"));
      }
      assertEquals("0 ", end(stat));
      var full = spinet(ProcessBuilder.Redirect.to(new File("/dev/full")), "stat", path());
      assertEquals("1 spinet: standard output cannot be written\n", end(full));
    }
  }

  @Test
  void saysWhatToDoWithoutAProgram() {
    assertEquals(2, pipe.run(Devices::open, "stat", path()));
    assertTrue(pipe.err().contains("there is no such socket"), pipe.err());
    assertEquals(2, pipe.run(Devices::open, "stat", "999999999"));
    assertTrue(pipe.err().contains("SPINET_MONITOR=yes"), pipe.err());
  }
}
