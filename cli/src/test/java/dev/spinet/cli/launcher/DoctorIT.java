package dev.spinet.cli.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that look at a device, on a real terminal: script(1) makes one and types on it. */
class DoctorIT {

  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(90);
  private static final int COLUMNS = 80;

  @TempDir private Path folder;
  private @Nullable Process process;

  private void start(String arguments) throws IOException {
    String command =
        "stty cols %d; exec '%s/bin/java' --enable-native-access=dev.spinet.bindings -p '%s' -m"
                .formatted(
                    COLUMNS,
                    System.getProperty("java.home"),
                    Scripts.projectRoot().resolve("cli/target/app"))
            + " dev.spinet.cli/dev.spinet.cli.Main "
            + arguments;
    var builder =
        new ProcessBuilder("script", "-qefc", command, folder.resolve("typescript").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("shown").toFile());
    builder.environment().put("TERM", "xterm");
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().remove("SPINET_WIFI_PASSWORD");
    process = builder.start();
  }

  private Process process() {
    return Objects.requireNonNull(process);
  }

  @AfterEach
  void end() {
    process().destroyForcibly();
  }

  private String shown() throws IOException {
    return Files.readString(folder.resolve("shown"));
  }

  private void await(String text) throws Exception {
    long start = System.nanoTime();
    while (!shown().contains(text)
        && process().isAlive()
        && System.nanoTime() - start < LIMIT_NANOS) {
      process().waitFor(20, TimeUnit.MILLISECONDS);
    }
    assertTrue(shown().contains(text), () -> "never showed '" + text + "'");
  }

  private void type(String keys) throws IOException {
    process().getOutputStream().write(keys.getBytes(StandardCharsets.US_ASCII));
    process().getOutputStream().flush();
  }

  private int awaitEnd() throws Exception {
    assertTrue(process().waitFor(LIMIT_NANOS, TimeUnit.NANOSECONDS), "it does not end");
    return process().exitValue();
  }

  @Test
  void showsWhatItDoesAndTakesItAway() throws Exception {
    start("doctor 'sim:w5500?net=lan' --name gateway.lan --watch 50ms");
    assertEquals(0, awaitEnd(), shown());
    assertTrue(shown().contains("writing patterns to registers ...\r\033[K"), shown());
    assertTrue(shown().contains("\033[32mok\033[0m"), shown());
    var tooWide =
        shown()
            .lines()
            .map(line -> line.replaceAll("\033\\[[0-9;]*m", "").replaceAll("\r+$", ""))
            .map(line -> line.substring(line.lastIndexOf("\033[K") + 1))
            .filter(line -> line.replace("[K", "").length() >= COLUMNS)
            .toList();
    assertEquals(List.of(), tooWide);
  }

  @Test
  void ctrlCEndsItCleanly() throws Exception {
    start("doctor sim:w5500 --watch 10min");
    await("watching the chip");
    type("\003");
    assertEquals(130, awaitEnd(), shown());
    assertTrue(shown().contains("\r\033[Kspinet: interrupted"), shown());
  }

  @Test
  void asksForAPasswordWithoutShowingIt() throws Exception {
    start("link sim:esp-at --ssid spinet");
    await("Password of \"spinet\"");
    type("wireless\n");
    assertEquals(0, awaitEnd(), shown());
    assertTrue(shown().contains("10.0.2.15/24"), shown());
    assertFalse(shown().contains("wireless"), shown());
  }

  @Test
  void ctrlCAtThePasswordEndsItAtOnce() throws Exception {
    start("link sim:esp-at --ssid spinet");
    await("Password of \"spinet\"");
    type("\003");
    assertEquals(130, awaitEnd(), shown());
  }

  @Test
  void holdsALinkUntilCtrlC() throws Exception {
    start("link 'sim:w5500?net=lan' --hold");
    await("Ctrl-C ends it.");
    type("\003");
    assertEquals(130, awaitEnd(), shown());
    assertTrue(shown().contains("10.0.2.15/24"), shown());
  }
}
