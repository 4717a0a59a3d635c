package dev.spinet.simulator.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.BusException;
import dev.spinet.bindings.bus.SpiFrame;
import dev.spinet.bindings.gen.linux.LinuxConstants;
import dev.spinet.bindings.linux.GpioChip;
import dev.spinet.bindings.linux.SpiConfig;
import dev.spinet.bindings.linux.Spidev;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way in which a server or a program can end, and what is left behind: nothing. */
@Tag("fuse")
class LifecycleTest {

  private static final long LIMIT = 20;

  @TempDir Path temporary;

  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void endProcesses() throws Exception {
    for (var process : processes) {
      process.destroyForcibly();
      process.waitFor();
    }
  }

  private Path directory(String name) throws IOException {
    return temporary.toRealPath().resolve(name);
  }

  private Process java(String mainClass, String... arguments) throws IOException {
    return javaWith("--enable-native-access=ALL-UNNAMED", mainClass, arguments);
  }

  private Process javaWith(String jvmOption, String mainClass, String... arguments)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(jvmOption);
    command.add("-cp");
    command.add(
        Bench.testClasses().getFirst()
            + File.pathSeparator
            + System.getProperty("jdk.module.path", "")
            + File.pathSeparator
            + System.getProperty("java.class.path", ""));
    command.add(mainClass);
    command.addAll(List.of(arguments));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    processes.add(process);
    return process;
  }

  private Process server(String... arguments) throws IOException {
    var process = java(VirtualDeviceServer.class.getName(), arguments);
    var output = process.inputReader();
    for (var line = output.readLine(); !"ready".equals(line); line = output.readLine()) {
      if (line == null) {
        throw new AssertionError("the server has ended");
      }
    }
    return process;
  }

  private static String output(Process process) throws Exception {
    var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(LIMIT, TimeUnit.SECONDS));
    return text;
  }

  private static void awaitUnmounted(Path directory) throws IOException {
    Deadline.await(directory + " is unmounted", () -> !Bench.isMounted(directory));
  }

  private static Spidev open(Path directory) throws IOException {
    return Spidev.open(directory.resolve("spidev0.0").toString(), SpiConfig.of(1_000_000));
  }

  @Test
  void sigtermUnmountsAndRemovesTheDirectory() throws Exception {
    var directory = directory("with space and \\");
    var server = server("register-bank", directory.toString());
    try (var device = open(directory)) {
      device.prepare(SpiFrame.fixed(4)).submit();
    }
    server.toHandle().destroy();
    assertTrue(server.waitFor(LIMIT, TimeUnit.SECONDS));
    assertFalse(Files.exists(directory));
  }

  @Test
  void knowsWhetherSomebodyElseHasUnmounted() throws Exception {
    var directory = directory("whose");
    try (var devices =
        VirtualDevices.mount(directory, new RegisterBankFactory(), VirtualBoard.defaults())) {
      var unmount = new ProcessBuilder("umount", "-l", directory.toString()).start();
      assertEquals(0, unmount.waitFor());
      assertTrue(devices.awaitEnd());
    }
    var devices =
        VirtualDevices.mount(directory, new RegisterBankFactory(), VirtualBoard.defaults());
    devices.close();
    assertFalse(devices.awaitEnd());
  }

  @Test
  void closingWithProgramsInWaitEndsTheirWaits() throws Exception {
    var directory = directory("busy");
    var server = server("register-bank", directory.toString());
    try (var pool = LinePool.open(directory, 1);
        var chip = GpioChip.open(directory.resolve("gpiochip0").toString());
        var line = chip.interruptLine(25, true);
        var device = open(directory)) {
      assertEquals(0, pool.available());
      var message = device.prepare(SpiFrame.fixed(4));
      message.submit();
      var waiting =
          CompletableFuture.supplyAsync(() -> {
            try {
              return line.await(TimeUnit.MINUTES.toNanos(5)) ? "asserted" : "woken";
            } catch (IOException e) {
              return "failed";
            }
          });
      server.toHandle().destroy();
      assertTrue(server.waitFor(LIMIT, TimeUnit.SECONDS));
      assertEquals("failed", waiting.get(LIMIT, TimeUnit.SECONDS));
      assertThrows(BusException.class, message::submit);
      assertThrows(BusException.class, line::isAsserted);
    }
    assertFalse(Files.exists(directory));
  }

  @Test
  void aKilledServerLeavesNoMount() throws Exception {
    var directory = directory("killed");
    var server = server("register-bank", directory.toString());
    try (var device = open(directory)) {
      var message = device.prepare(SpiFrame.fixed(4));
      message.submit();
      server.destroyForcibly().waitFor();
      // The program gets an error at once instead of waiting for an answer.
      var error = assertThrows(BusException.class, message::submit);
      assertTrue(error.errno() > 0, error.getMessage());
    }
    awaitUnmounted(directory);
    assertTrue(Files.isDirectory(directory));
  }

  @Test
  void aDeadMountIsReplacedByTheNextServer() throws Exception {
    var directory = directory("dead");
    var first = server("register-bank", directory.toString());
    // Without its guard a killed server leaves the mount behind.
    first.children().forEach(ProcessHandle::destroyForcibly);
    first.destroyForcibly().waitFor();
    assertTrue(Bench.isMounted(directory));
    var second = server("register-bank", directory.toString());
    try (var device = open(directory)) {
      device.prepare(SpiFrame.fixed(4)).submit();
    }
    second.toHandle().destroy();
    assertTrue(second.waitFor(LIMIT, TimeUnit.SECONDS));
    assertFalse(Bench.isMounted(directory));
  }

  @Test
  void aServedDirectoryIsNotTakenAway() throws Exception {
    var directory = directory("served");
    var first = server("register-bank", directory.toString());
    var second = java(VirtualDeviceServer.class.getName(), "register-bank", directory.toString());
    var message = output(second);
    assertEquals(1, second.exitValue());
    assertTrue(message.contains("served by another process"), message);
    assertEquals(1, message.lines().count(), message);
    try (var device = open(directory)) {
      device.prepare(SpiFrame.fixed(4)).submit();
    }
    first.toHandle().destroy();
    assertTrue(first.waitFor(LIMIT, TimeUnit.SECONDS));
    assertFalse(Bench.isMounted(directory));
  }

  @Test
  void anUnmountByHandEndsTheServer() throws Exception {
    for (var lazily : List.of(false, true)) {
      var directory = directory("by-hand-" + lazily);
      var server = server("register-bank", directory.toString());
      var umount =
          lazily
              ? new ProcessBuilder("umount", "-l", directory.toString())
              : new ProcessBuilder("umount", directory.toString());
      assertEquals(0, umount.inheritIO().start().waitFor());
      assertTrue(server.waitFor(LIMIT, TimeUnit.SECONDS));
      assertEquals(0, server.exitValue());
      assertFalse(Files.exists(directory));
    }
  }

  @Test
  void sigtermEndsAServerThatWasUnmountedWhileInUse() throws Exception {
    var directory = directory("detached");
    var server = server("register-bank", directory.toString());
    try (var device = open(directory)) {
      var umount = new ProcessBuilder("umount", "-l", directory.toString());
      assertEquals(0, umount.inheritIO().start().waitFor());
      var message = device.prepare(SpiFrame.fixed(4));
      message.submit();
      server.toHandle().destroy();
      assertTrue(server.waitFor(LIMIT, TimeUnit.SECONDS));
      assertThrows(BusException.class, message::submit);
    }
  }

  @Test
  void aKilledProgramLeavesTheServerUsable() throws Exception {
    var directory = directory("client");
    var server = server("register-bank", directory.toString());
    long before = Bench.descriptors(server.pid());
    for (int i = 0; i < 3; i++) {
      var client = java(BusyClient.class.getName(), directory.toString());
      assertEquals("busy with 0 slots left", client.inputReader().readLine());
      client.destroyForcibly().waitFor();
    }
    try (var pool = LinePool.open(directory, 1);
        var chip = GpioChip.open(directory.resolve("gpiochip0").toString());
        var line = chip.interruptLine(25, true);
        var device = open(directory)) {
      assertEquals(0, pool.available());
      assertFalse(line.isAsserted());
      device.prepare(SpiFrame.fixed(4)).submit();
    }
    assertEquals(before, Bench.descriptors(server.pid()));
    server.toHandle().destroy();
    assertTrue(server.waitFor(LIMIT, TimeUnit.SECONDS));
    assertFalse(Bench.isMounted(directory));
  }

  @Test
  void aProgramThatWaitsInAReadCanBeKilled() throws Exception {
    var directory = directory("reader");
    var server = server("register-bank", directory.toString());
    var client = java(BlockedReader.class.getName(), directory.toString());
    assertEquals("requested 0, 0 slots left", client.inputReader().readLine());
    var waits = Path.of("/proc/" + client.pid() + "/task");
    Deadline.await("a thread waits in the read", () -> anyWaitsForFuse(waits));
    client.destroyForcibly();
    assertTrue(client.waitFor(LIMIT, TimeUnit.SECONDS), "the program does not end");
    try (var pool = LinePool.open(directory, 1);
        var chip = GpioChip.open(directory.resolve("gpiochip0").toString())) {
      chip.interruptLine(25, true).close();
      assertEquals(0, pool.available());
    }
    server.toHandle().destroy();
    assertTrue(server.waitFor(LIMIT, TimeUnit.SECONDS));
    assertFalse(Bench.isMounted(directory));
  }

  /** Whether a thread is in the kernel and waits for an answer of a FUSE server, see proc(5). */
  private static boolean anyWaitsForFuse(Path tasks) throws IOException {
    try (var threads = Files.newDirectoryStream(tasks)) {
      for (var thread : threads) {
        if (Files.readString(thread.resolve("wchan")).contains("request_wait_answer")) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void theServerEndsWithTheProcessThatStartedIt() throws Exception {
    try (var bench = Bench.at(directory("child"))) {
      assertTrue(bench.server().handle().isAlive());
    }
    var server = server("--until-eof", "register-bank", directory("eof").toString());
    server.getOutputStream().close();
    assertTrue(server.waitFor(LIMIT, TimeUnit.SECONDS));
    assertFalse(Files.exists(directory("eof")));
  }

  @Test
  void mountsInTheSameProcessEndWithIt() throws Exception {
    var directory = directory("same-process");
    try (var devices =
        VirtualDevices.mount(directory, new RegisterBankFactory(), VirtualBoard.defaults())) {
      try (var device = open(directory)) {
        var message = device.prepare(SpiFrame.fixed(4));
        for (int i = 0; i < 1000; i++) {
          message.submit();
        }
      }
      assertEquals(1000, devices.spidev().counters().messages());
      assertTrue(Bench.isMounted(directory));
    }
    assertFalse(Files.exists(directory));
  }

  @Test
  void saysWhatIsWrongInOneSentence() throws Exception {
    var file = Files.createFile(directory("file"));
    assertEquals(
        LinuxConstants.EBUSY(),
        assertThrows(BusException.class, () -> mount(Path.of("/proc"))).errno());
    assertThrows(IOException.class, () -> mount(file));
    assertThrows(IOException.class, () -> mount(directory("none").resolve("deeper")));
    assertThrows(IOException.class, () -> mount(Path.of("/")));

    assertUsage("there is no simulated chip w9999", "w9999", directory("x").toString());
    assertUsage("a chip and a directory are needed");
    assertUsage("there is no option --nonsense", "--nonsense", "1", "register-bank", "x");
    assertUsage("--bufsiz takes a number", "--bufsiz", "many", "register-bank", "x");
    assertUsage("the interrupt line is 0 to 57", "--interrupt", "58", "register-bank", "x");
    assertFalse(Files.exists(directory("x")));
  }

  @Test
  void namesTheFlagThatJavaNeeds() throws Exception {
    var server =
        javaWith(
            "--illegal-native-access=deny",
            VirtualDeviceServer.class.getName(),
            "register-bank",
            directory("denied").toString());
    var text = output(server);
    assertEquals(1, server.exitValue());
    assertTrue(text.contains("--enable-native-access=ALL-UNNAMED"), text);
    assertEquals(1, text.lines().count(), text);
  }

  private static void mount(Path directory) throws IOException {
    VirtualDevices.mount(directory, new RegisterBankFactory(), VirtualBoard.defaults()).close();
  }

  private void assertUsage(String expected, String... arguments) throws Exception {
    var server = java(VirtualDeviceServer.class.getName(), arguments);
    var text = output(server);
    assertEquals(2, server.exitValue());
    assertTrue(text.startsWith(expected), text);
    assertTrue(text.contains("usage:"), text);
  }
}
