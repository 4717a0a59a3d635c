package dev.spinet.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spinet.cli.Captured;
import dev.spinet.cli.device.Devices;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** spinet doctor: its options, what it shows, and its exit codes. */
class DoctorCommandTest {

  private static final List<String> HEALTHY =
      List.of("doctor", "sim:w5500?net=lan", "--name=gateway.lan", "--watch=50ms");

  @TempDir private Path folder;

  private static int run(Captured terminal, List<String> arguments) {
    return terminal.run(Devices::open, arguments.toArray(String[]::new));
  }

  private String faults(String scenario) throws Exception {
    var file = Files.writeString(folder.resolve("faults"), scenario + "\n");
    return "sim:w5500?net=lan&faults=" + file;
  }

  @Test
  void healthyDeviceHasNoProblem() throws Exception {
    var pipe = Captured.pipe();
    int code = run(pipe, HEALTHY);
    assertAll(
        () -> assertEquals(0, code, pipe.out() + pipe.err()),
        () -> assertTrue(pipe.out().contains("0 problems, 0 warnings, "), pipe.out()),
        () -> assertTrue(pipe.out().contains("gateway.lan is 10.0.2.2"), pipe.out()),
        () -> assertFalse(pipe.out().contains("\033"), "escape sequences in a pipe"),
        () -> assertEquals("", pipe.err()));
  }

  @Test
  void fitsATerminalOf80Columns() throws Exception {
    var terminal = Captured.terminal(80);
    int code =
        run(terminal, List.of("doctor", faults("at frame 0: stick miso low"), "--watch=50ms"));
    assertEquals(3, code);
    var lines = terminal.out().lines().map(line -> line.replaceAll("\033\\[[0-9;]*m", "")).toList();
    assertAll(
        () -> assertEquals(List.of(), lines.stream().filter(line -> line.length() > 79).toList()),
        () -> assertTrue(terminal.out().contains("\033[31mproblem\033[0m"), terminal.out()),
        () -> assertTrue(terminal.err().contains("asking the chip"), terminal.err()),
        () -> assertTrue(terminal.err().endsWith("\033[K"), "the activity stays"),
        () ->
            assertTrue(lines.stream().anyMatch(l -> l.contains("→ check that")), lines::toString));
  }

  @Test
  void showsNothingThatAnAsciiTerminalCannot() throws Exception {
    var terminal = Captured.asciiTerminal(80);
    run(terminal, List.of("doctor", faults("at frame 0: stick miso low"), "--watch=50ms"));
    assertTrue(terminal.out().contains("-> check that"), terminal.out());
  }

  @Test
  void jsonHasAllFindings() throws Exception {
    var arguments = new ArrayList<>(HEALTHY);
    arguments.add("--json");
    var pipe = Captured.pipe();
    int code = run(pipe, arguments);
    JsonNode json = new ObjectMapper().readTree(pipe.out());
    assertAll(
        () -> assertEquals(0, code, pipe.err()),
        () -> assertEquals(1, pipe.out().lines().count()),
        () -> assertEquals("doctor", json.get("command").asText()),
        () -> assertTrue(json.get("ok").asBoolean()),
        () -> assertEquals(0, json.get("exitCode").asInt()),
        () -> assertTrue(json.get("findings").size() > 12, pipe.out()));
    for (var finding : json.get("findings")) {
      assertTrue(finding.get("check").asText().matches("[a-z]+\\.[a-z]+"), finding.toString());
      assertTrue(
          List.of("ok", "warning", "problem", "not checked")
              .contains(finding.get("verdict").asText()),
          finding.toString());
    }
  }

  @Test
  void problemWithTheNetworkOnlyHasItsOwnCode() throws Exception {
    var pipe = Captured.pipe();
    int code =
        run(
            pipe,
            List.of(
                "doctor",
                faults("at frame 0: dhcp refusing"),
                "--watch=50ms",
                "--timeout=2s",
                "--json"));
    assertEquals(4, code, pipe.out());
    assertEquals(4, new ObjectMapper().readTree(pipe.out()).get("exitCode").asInt());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/dev/spidev0.0            | is not a device URI",
        "w5501:/dev/spidev0.0      | there is nothing to examine",
        "sim:z80                   | there is nothing to examine",
        "sim:w5500?colour=red      | unknown option 'colour'",
        "w5500:/dev/x?speed=fast   | 'fast' is not a speed",
        "esp32:/dev/x?baud=quick   | option 'baud'",
        "sim:w5500 --tcp nowhere   | is not a host and a port",
        "sim:w5500 --security wpa9 | --security is",
        "sim:w5500 --password-file x | needs --ssid",
      })
  void saysWhatIsWrongWithTheCommandLine(String arguments, String words) throws Exception {
    var pipe = Captured.pipe();
    var all = new ArrayList<>(List.of("doctor", "--json"));
    all.addAll(List.of(arguments.split(" ")));
    int code = run(pipe, all);
    JsonNode json = new ObjectMapper().readTree(pipe.out());
    assertAll(
        () -> assertEquals(2, code, pipe.err()),
        () -> assertTrue(pipe.err().contains(words), pipe.err()),
        () -> assertFalse(json.get("ok").asBoolean()),
        () -> assertTrue(json.get("error").asText().contains(words), pipe.out()));
  }

  @Test
  void keepsAPasswordInTheUriToItself() throws Exception {
    var pipe = Captured.pipe();
    run(
        pipe,
        List.of(
            "doctor",
            "--json",
            "sim:esp-at?ap=workshop:corn-flower",
            "--name=10.0.2.2",
            "--timeout=5s"));
    assertFalse((pipe.out() + pipe.err()).contains("corn-flower"), pipe.out() + pipe.err());
  }

  @Test
  void endsAtOnceWhenInterrupted() throws Exception {
    var pipe = Captured.terminal(80);
    var running =
        new FutureTask<>(() -> run(pipe, List.of("doctor", "sim:w5500", "--watch=10min")));
    var thread = Thread.ofPlatform().start(running);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!pipe.err().contains("watching") && System.nanoTime() < deadline) {
      thread.join(10);
    }
    assertTrue(pipe.err().contains("watching"), pipe.out());
    thread.interrupt();
    assertEquals(130, running.get(60, TimeUnit.SECONDS));
    assertTrue(pipe.err().endsWith("\033[Kspinet: interrupted\n"), pipe.err());
  }

  @Test
  void namesADeviceFileThatIsNotThere() {
    var pipe = Captured.pipe();
    int code = run(pipe, List.of("doctor", "w5500:/dev/spidev98.7"));
    assertEquals(3, code);
    assertTrue(pipe.out().contains("problem      file       /dev/spidev98.7"), pipe.out());
    assertTrue(pipe.out().contains("dtparam=spi=on"), pipe.out());
    // What was not looked at for the same reason shares a line.
    assertTrue(pipe.out().contains("link, address, gateway, names, tcp, echo: "), pipe.out());
  }

  @Test
  void namesAFileOfAnotherKind() throws Exception {
    var file = Files.createFile(folder.resolve("spidev0.0"));
    var pipe = Captured.pipe();
    assertEquals(3, run(pipe, List.of("doctor", "w5500:" + file)));
    assertTrue(pipe.out().contains("is not an SPI device"), pipe.out());
  }
}
