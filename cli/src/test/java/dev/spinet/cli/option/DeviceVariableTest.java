package dev.spinet.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SPINET_DEVICE, in processes of their own, whose environment can be chosen. */
@Timeout(120)
final class DeviceVariableTest {

  @TempDir private Path temporary;

  private String run(String device, int code, String... arguments) throws Exception {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classes(),
                "dev.spinet.cli.Main"));
    command.addAll(List.of(arguments));
    Path said = temporary.resolve("said");
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put(DeviceVariable.NAME, device);
    var process = builder.redirectOutput(said.toFile()).start();
    try {
      process.getOutputStream().close();
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it does not end");
    } finally {
      process.destroyForcibly();
    }
    String text = Files.readString(said, StandardCharsets.UTF_8);
    assertEquals(code, process.exitValue(), text);
    return text;
  }

  /** Tests run on the class path or on the module path. */
  private static String classes() {
    return System.getProperty("java.class.path")
        + System.getProperty("path.separator")
        + System.getProperty("jdk.module.path", "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ping 10.0.2.2",
        "forward 0=10.0.2.2:80",
        "socks --listen 0",
        "doctor",
        "info",
        "link",
        "scan"
      })
  void namesTheDeviceOfEveryCommand(String line) throws Exception {
    String said = run("sim:no-such-chip", 2, line.split(" "));
    assertTrue(said.contains("no-such-chip"), said);
  }

  @Test
  void isOverruledByTheCommandLine() throws Exception {
    String said = run("sim:no-such-chip", 0, "info", "--json", "--no-link", "sim:w5500");
    assertTrue(said.contains("\"deviceUri\":\"sim:w5500\""), said);
  }

  @Test
  void isAskedFor() throws Exception {
    String said = run("", 2, "link");
    assertTrue(said.contains("SPINET_DEVICE"), said);
  }
}
