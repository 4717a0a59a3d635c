package dev.spinet.cli.launcher;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spinet.cli.launcher.Shell.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole command as a user starts it: the script, the JDK it finds by itself, the modules. */
class SpinetIT {

  @TempDir Path temporary;
  private Path project;
  private Shell shell;

  @BeforeEach
  void installCommand() throws IOException {
    project = Files.createDirectories(temporary.resolve("somewhere else/spinet"));
    Path app = Files.createDirectories(project.resolve("cli/target/app"));
    copy(Scripts.projectRoot().resolve("cli/target/app"), app);
    copy(Scripts.projectRoot().resolve("etc"), Files.createDirectories(project.resolve("etc")));
    Files.copy(
        Scripts.projectRoot().resolve("spinet"),
        project.resolve("spinet"),
        StandardCopyOption.COPY_ATTRIBUTES);
    Files.createFile(project.resolve("cli/target/app.stamp"));
    // No JAVA_HOME, and a PATH on which an older Java may come first.
    shell = new Shell(temporary);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.newDirectoryStream(from)) {
      for (Path file : files) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private Result spinet(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(project.resolve("spinet").toString()));
    command.addAll(List.of(arguments));
    return shell.run(command.toArray(String[]::new));
  }

  @Test
  void demonstrates() throws Exception {
    Result result = spinet("demo", "--json", "--size=200KiB");
    assertEquals(0, result.exitCode(), result.err());
    assertEquals("", result.err());
    JsonNode json = new ObjectMapper().readTree(result.out());
    assertTrue(json.get("ok").asBoolean(), result.out());
    assertEquals(200 * 1024, json.at("/download/bytes").asLong());
    assertTrue(json.get("version").asText().matches("spinet [0-9].*"), result.out());
  }

  @Test
  void keepsTheLedger() throws Exception {
    Result result = spinet("bench", "ledger", "--json", "-");
    assertEquals(0, result.exitCode(), result.err());
    JsonNode rows = new ObjectMapper().readTree(result.out());
    assertTrue(rows.isArray() && rows.size() > 40, result.out());
    assertEquals(
        "{\"op\":\"tcp-recv-stream\",\"n\":1,\"frames\":4,\"bytes\":22,\"ioctls\":1}",
        rows.get(0).toString());
  }

  @Test
  void tellsTheStoryInPlainText() throws Exception {
    Result result = spinet("demo", "--size=200KiB");
    assertEquals(0, result.exitCode(), result.err());
    assertTrue(result.out().contains("SHA-256 as served"), result.out());
    assertTrue(result.err().contains("Download: 50 %"), result.err());
    assertTrue((result.out() + result.err()).indexOf('\033') < 0, "escape sequences in a file");
  }

  @Test
  void failsAsDocumented() throws Exception {
    Result scheme = spinet("demo", "--device=w5501:/dev/spidev0.0");
    Result device = spinet("demo", "--device=w5500:/dev/spidev98.7");
    assertAll(
        () -> assertEquals(2, scheme.exitCode()),
        () -> assertTrue(scheme.err().contains("known are: esp32, sim, w5500"), scheme.err()),
        () -> assertEquals(3, device.exitCode()),
        () -> assertTrue(device.err().contains("/dev/spidev98.7"), device.err()),
        () -> assertEquals("", device.out()));
  }

  @Test
  void namesTheGroupThatMayOpenADevice() throws Exception {
    Path device = Files.createFile(temporary.resolve("spidev0.0"));
    assertEquals(0, shell.run("chmod", "000", device.toString()).exitCode());
    assertEquals(0, shell.run("chmod", "a+x", temporary.toString()).exitCode());
    String script = project.resolve("spinet").toString();
    String option = "--device=w5500:" + device;
    // Root may open everything, so root becomes nobody.
    Result result =
        System.getProperty("user.name").equals("root")
            ? shell.run(
                "setpriv",
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                script,
                "demo",
                option)
            : shell.run(script, "demo", option);
    assertEquals(3, result.exitCode());
    assertTrue(result.err().contains("EACCES"), result.err());
    assertTrue(result.err().contains("group"), result.err());
  }

  @Test
  void endsCleanlyWhenInterrupted() throws Exception {
    Path out = temporary.resolve("out.txt");
    Path err = temporary.resolve("err.txt");
    // A slow bus and much to download: it cannot be done before it is interrupted. The signal is
    // ignored by what is started in the background of a script, as this test may have been.
    Process process =
        shell.start(
            out,
            err,
            List.of(
                "env",
                "--default-signal=INT",
                project.resolve("spinet").toString(),
                "demo",
                "--size=1GiB",
                "--device=sim:w5500?speed=8MHz"));
    try {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (!Files.readString(out).contains("it said the same")
          && System.nanoTime() < deadline
          && process.isAlive()) {
        process.waitFor(20, TimeUnit.MILLISECONDS);
      }
      assertTrue(process.isAlive(), Files.readString(err));
      assertEquals(0, shell.run("sh", "-c", "kill -INT " + process.pid()).exitCode());
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it does not end");
      assertEquals(130, process.exitValue());
      assertTrue(Files.readString(err).contains("spinet: interrupted\n"), Files.readString(err));
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void drawsABarOnATerminal() throws Exception {
    // script(1) runs a command on a terminal of its own.
    Result result =
        shell
            .with("TERM", "xterm")
            .with("LC_ALL", "C.UTF-8")
            .run(
                "script",
                "-qec",
                "stty cols 60; '%s' demo --size=200KiB".formatted(project.resolve("spinet")),
                "/dev/null");
    assertEquals(0, result.exitCode(), result.out());
    assertTrue(result.out().contains("\r\033[KDownload  ▕"), result.out());
    assertTrue(result.out().contains("\033[1mDevice\033[0m"), result.out());
    List<String> tooWide =
        result
            .out()
            .lines()
            .map(line -> line.replaceAll("\033\\[[0-9;]*[mK]", ""))
            .map(line -> line.substring(line.lastIndexOf('\r') + 1))
            .filter(line -> line.length() > 60)
            .filter(line -> line.strip().contains(" "))
            .toList();
    assertEquals(List.of(), tooWide);
  }
}
