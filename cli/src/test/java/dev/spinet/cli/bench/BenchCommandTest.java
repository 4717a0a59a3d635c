package dev.spinet.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spinet.cli.Captured;
import dev.spinet.cli.device.Devices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class BenchCommandTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path temporary;

  private static Captured run(int code, String... arguments) {
    var line = new ArrayList<>(List.of("bench"));
    line.addAll(List.of(arguments));
    var pipe = Captured.pipe();
    assertEquals(code, pipe.run(Devices::open, line.toArray(String[]::new)), pipe.err());
    return pipe;
  }

  private String store(String name, String text) throws IOException {
    return Files.writeString(temporary.resolve(name), text).toString();
  }

  private static ArrayNode ledger() throws IOException {
    return (ArrayNode) JSON.readTree(run(0, "ledger", "--json", "-").out());
  }

  @Test
  void printsOneArrayAndNothingElse() throws Exception {
    var pipe = run(0, "ledger", "--json", "-");
    assertEquals(1, pipe.out().lines().count());
    JsonNode rows = JSON.readTree(pipe.out());
    assertTrue(rows.isArray());
    for (JsonNode row : rows) {
      var names = new ArrayList<String>();
      row.fieldNames().forEachRemaining(names::add);
      assertEquals(List.of("op", "n", "frames", "bytes", "ioctls"), names);
    }
    assertTrue(pipe.err().startsWith("ledger 1/"), pipe.err());
  }

  @Test
  void writesAFileWithItsEnvironmentAndAReport() throws Exception {
    Path file = temporary.resolve("now.json");
    Path report = temporary.resolve("a/report");
    var pipe = run(0, "ledger", "--json", file.toString(), "--report", report.toString());
    JsonNode document = JSON.readTree(file.toFile());
    assertEquals("spinet-bench", document.get("format").asText());
    assertEquals(1, document.get("version").asInt());
    assertTrue(document.get("environment").has("java"));
    assertTrue(document.at("/suites/ledger/0/op").isTextual());
    assertTrue(pipe.out().contains("tcp-recv-deferred"), pipe.out());
    String page = Files.readString(report.resolve("index.html"));
    assertTrue(page.contains("<svg "), "no chart");
    assertTrue(page.contains("./spinet bench ledger"), "no command");

    // What was written can be read.
    var again = run(0, "ledger", "--baseline", file.toString());
    assertTrue(again.out().contains("exact counts are equal"), again.out());
  }

  @Test
  void aRegressionHasItsOwnExitCode() throws Exception {
    ArrayNode rows = ledger();
    String same = store("same.json", rows.toString());
    var row = (ObjectNode) rows.get(0);
    row.put("frames", row.get("frames").asInt() - 1);
    String better = store("better.json", rows.toString());
    row.put("frames", row.get("frames").asInt() + 2);
    String worse = store("worse.json", rows.toString());

    assertTrue(run(0, "ledger", "--baseline", same).out().contains("135 exact counts are equal"));
    var regression = run(6, "ledger", "--baseline", better, "--json", "-");
    assertTrue(regression.err().contains("Regressions of exact counts"), regression.err());
    assertTrue(regression.err().contains("tcp-recv-stream n=1 frames"), regression.err());
    assertTrue(JSON.readTree(regression.out()).isArray());
    assertTrue(run(0, "ledger", "--baseline", worse).out().contains("are better"));

    rows.remove(0);
    String shorter = store("shorter.json", rows.toString());
    assertTrue(run(0, "ledger", "--baseline", shorter).out().contains("Not in the baseline"));
    rows.add(row.deepCopy().put("op", "teleport"));
    String other = store("other.json", rows.toString());
    assertTrue(run(6, "ledger", "--baseline", other).out().contains("teleport"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{              | is not JSON: it ends too early, line 1, column 2",
        "nonsense       | is not JSON: a value was expected, line 1, column 1",
        "{\"a\":1}      | it is no result of this benchmark",
        "7              | should be a JSON object",
        "null           | should be a JSON object",
        "{\"format\":\"spinet-bench\",\"version\":2,\"environment\":{},\"suites\":{}} | version 2",
      })
  void saysWhatIsWrongWithTheBaselineAtOnce(String text, String expected) throws Exception {
    var pipe = run(2, "ledger", "--baseline", store("bad.json", text));
    assertTrue(pipe.err().contains(expected), pipe.err());
    assertFalse(pipe.err().contains("ledger 1/"), "it has run before it said so");
  }

  @Test
  void aBaselineOfSomethingElseIsAMistake() throws Exception {
    String rows = store("rows.json", "[{\"op\":\"close\",\"n\":0}]");
    assertTrue(
        run(2, "ledger", "--baseline", rows).err().contains("ledger[0] has no number 'frames'"));
    String empty =
        store(
            "empty.json",
            "{\"format\":\"spinet-bench\",\"version\":1,\"environment\":{},\"suites\":{\"x\":[]}}");
    assertTrue(run(2, "ledger", "--baseline", empty).err().contains("results of x"));
  }

  @Test
  void saysWhatIsWrongWithTheCommandLine() {
    assertTrue(run(2, "lodger").err().contains("there is no benchmark 'lodger'"));
    assertTrue(run(2, "ledger", "--json", "").err().contains("--json takes"));
    assertTrue(run(2, "ledger", "--json", "/nowhere/x.json").err().contains("cannot be written"));
    assertTrue(run(2, "ledger", "--report", "/proc/x").err().contains("cannot be made"));
    assertTrue(run(2, "ledger", "--baseline", "/nowhere").err().contains("there is no file"));
  }

  @Test
  void helpNamesTheParts() {
    var help = run(0, "--help").out();
    for (String part : Part.names()) {
      assertTrue(help.contains("  " + part + " "), part);
    }
    assertFalse(help.contains("{parts}"), help);
    assertTrue(help.lines().allMatch(line -> line.length() <= 80), help);
  }

  @Test
  void endsWhenItIsInterrupted() {
    Thread.currentThread().interrupt();
    var pipe = run(130, "ledger", "--json", "-");
    assertEquals("", pipe.out());
    assertFalse(Thread.interrupted(), "the interrupt is left over");
  }
}
