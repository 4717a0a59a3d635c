package dev.spinet.drivers.w5500;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.spinet.bindings.bus.SpiBus;
import dev.spinet.simulator.w5500.W5500Chip;
import dev.spinet.socket.Socket;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Java runtime that was made without Flight Recorder carries sockets all the same. */
final class BareRuntimeTest {

  private static final long PATIENCE_SECONDS = 60;

  @Test
  void worksWithoutFlightRecorder(@TempDir Path folder) throws Exception {
    Path output = folder.resolve("output");
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--limit-modules", "java.base,jdk.net"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", classPath(), BareRuntimeMain.class.getName()));
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "it does not end");
      String said = Files.readString(output);
      assertEquals(0, process.exitValue(), said);
      assertTrue(said.contains("Flight Recorder: false"), said);
      assertTrue(said.contains("Hello World!"), said);
    } finally {
      process.destroyForcibly();
    }
  }

  private static String classPath() {
    return Stream.of(
            SpiBus.class, Socket.class, W5500.class, W5500Chip.class, BareRuntimeMain.class)
        .map(BareRuntimeTest::location)
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
